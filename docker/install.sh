#!/bin/sh
# 在不联网的机器上安装：解开 wenju-bundle.tar，在解开的文件夹里运行
#   ./install.sh /opt/wenju
# 装好的文件夹只读；数据另放（systemd 下是 /var/lib/wenju）。升级就是换一个新文件夹。
set -eu

target=${1:?usage: ./install.sh TARGET_FOLDER}
python=${PYTHON:-python3.11}
here=$(cd "$(dirname "$0")" && pwd)

if [ -e "$target" ]; then
    echo "$target 已经存在；请换一个文件夹，或先移走旧的。" >&2
    exit 1
fi
(cd "$here" && sha256sum --quiet --check SHA256SUMS)

"$python" -m venv "$target"
"$target/bin/python" -m pip --disable-pip-version-check install --quiet \
    --no-index --find-links "$here/wheels" wenju
mkdir -p "$target/share/wenju"
cp -R "$here/model" "$target/share/wenju/multilingual-e5-small"
"$target/bin/python" -m embeddings.build
chmod -R a+rX,a-w "$target"
echo "$target/bin/wenju"
