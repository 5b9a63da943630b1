#!/bin/sh
# 没有容器引擎时试一遍镜像里的步骤：打离线包，在空文件夹里只用它安装（不联网），
# 换成别的用户、不带任何权限启动，健康检查，加文档，提问，停止。以 root 运行：
#   docker/try.sh 空文件夹
# 要一个别的用户也能读的 Python 3.11（不在 /root 里），可用 PYTHON= 指定。
set -eu

work=${1:?usage: docker/try.sh EMPTY_FOLDER}
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
port=${PORT:-8917}
user=10001

mkdir -p "$work"
if [ -n "$(ls -A "$work")" ]; then
    echo "$work 不是空的" >&2
    exit 1
fi
chmod 0755 "$work"

say() { echo "== $*"; }

# Nothing but this reaches the program, and no network but loopback where that can be arranged.
alone="env -i PATH=/usr/bin:/bin LANG=C.UTF-8"
as_user="setpriv --reuid $user --regid $user --clear-groups --no-new-privs --bounding-set=-all"

say "bundle"
"$here/bundle.sh" "$work/out"
(cd "$work/out" && sha256sum --check wenju-bundle.tar.sha256)
du -m "$work/out/wenju-bundle.tar"

say "install without a network"
tar -C "$work" -xf "$work/out/wenju-bundle.tar"
PIP_CONFIG_FILE=/dev/null PIP_NO_INDEX=1 "$work/wenju-bundle/install.sh" "$work/opt"
rm -rf "$work/wenju-bundle" "$work/out"
du -sm "$work/opt"

say "start as user $user"
install -d -o $user -g $user -m 0700 "$work/data" "$work/tmp"
if $as_user touch "$work/opt/x" 2>/dev/null; then
    echo "the installation can be written" >&2
    exit 1
fi
cd "$work/data"
$alone $as_user env TMPDIR="$work/tmp" PYTHONDONTWRITEBYTECODE=1 WENJU_DATA="$work/data" \
    WENJU_PORT="$port" "$work/opt/bin/wenju" serve >"$work/tmp/out" 2>"$work/tmp/log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT

say "health check of the Dockerfile"
check=$(sed -n 's/^ *CMD \["python", "-c", "\(.*\)"\]$/\1/p' "$here/Dockerfile")
until WENJU_PORT=$port "$work/opt/bin/python" -c "$check" 2>/dev/null; do
    kill -0 $server 2>/dev/null || { cat "$work/tmp/log" >&2; exit 1; }
    sleep 0.2
done
echo healthy
grep -E '^(Uid|CapEff|NoNewPrivs)' "/proc/$server/status"

say "add and ask"
cp "$root/corpus/samples/2024-09-18_空中丝绸之路建设情况通报.txt" "$work/data.txt"
curl --silent --show-error --fail --form "file=@$work/data.txt;filename=a.txt" \
    "http://127.0.0.1:$port/api/v1/documents"
echo
answer=$(curl --silent --show-error --fail --header 'Content-Type: application/json' \
    --data '{"question": "2024年1—8月郑州机场货邮吞吐量多少"}' "http://127.0.0.1:$port/api/v1/ask")
echo "$answer" | cut -c 1-300
case $answer in
    *49.5万吨*) ;;
    *) echo "the answer lacks 49.5万吨" >&2; exit 1 ;;
esac

say "stop"
kill -TERM $server
wait $server
trap - EXIT
find "$work/data" -type f ! -perm 0600 -exec ls -l {} +
echo "all steps done"
