#!/bin/sh
# Make sure a Chromium is here for the browser tests: install it where apt can, else say what to do.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $sudo true 2>/dev/null; then
    echo "Installing Chromium for the browser tests (apt-get)"
    $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "No Chromium or Chrome was found and none could be installed: the browser tests will be skipped."
echo "Install one (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask google-chrome), then run make test again."
exit 0
