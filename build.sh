#!/usr/bin/env bash
# Builds, runs and tests Poploket. ./build.sh help lists the commands.
set -euo pipefail
cd "$(dirname "$0")"

# One set of build tags everywhere: X11 only, no animations, no emoji font, callbacks through fyne.Do.
export GOFLAGS="-tags=x11,migrated_fynedo,no_animations,no_emoji,no_metadata -buildvcs=false"
export CGO_ENABLED=1

help() {
  cat <<'EOT'
./build.sh run [--once] [--out DIR]  start everything; --once drives one visit and leaves proof in DIR (out/run)
./build.sh test [PART]               vet lint unit ui office run (all of them without PART)
./build.sh bench [NAME]              side-by-side benchmarks: ui receipt journal; writes out/bench/NAME.json
./build.sh gallery                   every screen as a picture in out/gallery
./build.sh build                     the programs, in bin/
./build.sh help                      this
EOT
}

# need installs Debian packages that are missing; it says which and asks nothing.
need() {
  local missing=() p
  for p in "$@"; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "installing Debian packages: ${missing[*]}"
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

need_build()  { need gcc libc6-dev libgl1-mesa-dev xorg-dev; }
need_screen() { need xvfb libgl1-mesa-dri espeak-ng; }

build() {
  need_build
  mkdir -p bin
  go build -o bin/ ./cmd/...
}

run() {
  case " $* " in
    *" --once "*) need_screen && need chromium ;;
    *) [ -n "${DISPLAY:-}" ] && need libgl1-mesa-dri espeak-ng || { need_screen && need chromium; } ;;
  esac
  build
  exec bin/demo "$@"
}

gallery() {
  build
  bin/gallery --out out/gallery "$@"
}

bench() {
  need_screen
  build
  bin/bench "$@"
}

# packages lists our packages that do (with) or don't (without) link Fyne.
packages() {
  go list -f '{{.ImportPath}} {{join .Deps " "}} {{join .TestImports " "}} {{join .XTestImports " "}}' ./... |
    awk -v want="$1" '{ has = ($0 ~ /fyne\.io\/fyne/) ? "with" : "without"; if (has == want) print $1 }'
}

step() {
  local name=$1 start=$SECONDS
  shift
  echo "== $name"
  "$@"
  echo "== $name: $((SECONDS - start)) s"
}

test_vet()    { test -z "$(gofmt -l $(git ls-files '*.go') | tee /dev/stderr)" && go vet ./...; }
test_lint()   { go tool staticcheck ./...; }
test_unit()   { go test -race $(packages without | grep -vE '/browsertest$|/cmd/demo$|/cmd/internal/touch$'); }
test_ui()     { need_screen; go test $(packages with); }
test_office() { need chromium; go test $(packages without | grep '/browsertest$'); }
test_run()    { need_screen; need chromium; build; go test -timeout 20m ./cmd/internal/touch ./cmd/demo && bin/demo --once; }

tests() {
  need_build
  local part
  for part in ${1:-vet lint unit ui office run}; do
    case $part in vet | lint | unit | ui | office | run) step "$part" "test_$part" ;; *) help; exit 2 ;; esac
  done
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
  run | build | gallery | bench | help) "$command" "$@" ;;
  test) tests "$@" ;;
  *) help; exit 2 ;;
esac
