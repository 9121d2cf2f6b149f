#!/bin/sh
# Pictures of generated pages; see README.md beside this file.
set -eu
pages=$1
out=$2
mermaid=$(realpath "$3")
height=${HEIGHT:-2000}
mkdir -p "$out"
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

for page in "$pages"/*.md; do
    name=$(basename "$page" .md)
    {
        cat <<'HTML'
<!doctype html><meta charset="utf-8">
<style>
body { font: 16px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: #1f2328; margin: 32px auto; max-width: 896px; }
h1, h2 { border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow: auto; width: max-content; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; }
tr:nth-child(2n) { background: #f6f8fa; }
blockquote { border-left: .25em solid #d1d9e0; color: #59636e; margin: 0; padding: 0 1em; }
a { color: #0969da; text-decoration: none; }
</style>
HTML
        cmark-gfm -e table -e autolink -e strikethrough --unsafe "$page"
        echo "<script src='file://$mermaid'></script>"
        echo "<script>mermaid.initialize({startOnLoad: false}); mermaid.run({querySelector: 'code.language-mermaid'});</script>"
    } >"$out/$name.html"
    chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$profile" --window-size="1000,$height" \
        --virtual-time-budget=8000 --screenshot="$out/$name.png" "file://$(realpath "$out/$name.html")" 2>/dev/null
done
