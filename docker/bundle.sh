#!/bin/sh
# 离线安装包：在一台能上网、系统和处理器与目标相同、装有 Python 3.11 的机器上运行
#   docker/bundle.sh 输出目录
# 得到 wenju-bundle.tar 和它的 sha256。拷到目标机器上解开，运行 ./install.sh /opt/wenju
set -eu

out=${1:?usage: docker/bundle.sh OUTPUT_FOLDER}
python=${PYTHON:-python3.11}
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/wenju-bundle
mkdir -p "$bundle/wheels" "$bundle/source"

# The build leaves folders beside the sources, so it runs on a copy.
cp -R "$root/pyproject.toml" "$root/constraints.txt" "$root/README.md" "$root/LICENSE" \
    "$root/corpus" "$root/embeddings" "$root/qa" "$root/eval" "$bundle/source/"
find "$bundle/source" -name __pycache__ -prune -exec rm -rf {} +

"$python" -m venv "$work/venv"
pip="$work/venv/bin/python -m pip --disable-pip-version-check"
$pip wheel --quiet --constraint "$root/constraints.txt" --wheel-dir "$bundle/wheels" \
    "$bundle/source"
rm -rf "$bundle/source"
$pip install --quiet --no-index --find-links "$bundle/wheels" wenju
"$work/venv/bin/python" -m embeddings.build --into "$bundle/model"

cp "$here/install.sh" "$here/wenju.service" "$here/nginx.conf" "$bundle/"
chmod 0755 "$bundle/install.sh"
(cd "$bundle" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + > SHA256SUMS)
tar -C "$work" -cf "$out/wenju-bundle.tar" wenju-bundle
(cd "$out" && sha256sum wenju-bundle.tar > wenju-bundle.tar.sha256)
echo "$out/wenju-bundle.tar"
