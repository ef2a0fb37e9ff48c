# What the scripts beside it share; they read it with `.`.

# Nothing is built twice in the same folder with a small change between.
export CARGO_INCREMENTAL=0

# Runs a command, and says which and how long it took.
step() {
    local began=$SECONDS
    printf '\n==> %s\n' "$*"
    "$@" || return
    printf '    took %d s\n' $((SECONDS - began))
}

# Installs Debian packages. Fails where there is no apt-get.
install() {
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -q &&
        "${as_root[@]}" apt-get install -q -y --no-install-recommends "$@"
}

# The feature `native-tls` links the system's OpenSSL on Linux.
openssl_headers() {
    if [ "$(uname -s)" = Linux ] && ! pkg-config --exists openssl 2>/dev/null; then
        install libssl-dev pkg-config
    fi
}
