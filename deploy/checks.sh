# Sourced by deploy/run and deploy/prepare-venv.

python=${PYTHON:-python3}

# fail ENGLISH CHINESE: say what is wrong in both languages and stop.
fail() {
	printf '%s\n%s\n' "$1" "$2" >&2
	exit 1
}

need_python() {
	"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || fail \
		"The portal needs Python 3.11 or newer, which $python is not: install it or name it, as in PYTHON=python3.12." \
		"平台需要 Python 3.11 或更高版本，而 $python 不是：请安装，或用 PYTHON=python3.12 的形式指定。"
}
