"""What all charts have in common, as SVG text: readable in light and dark, small, the same for the same figures."""

from collections.abc import Sequence
from html import escape

WIDTH = 860
FOOT = 14

STYLE = """\
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
.title { font-size: 15px; font-weight: 600 } .head { font-weight: 600 } .soft { fill: #59636e }
.page { fill: #ffffff } .bar { fill: #a9b4c0 } .own { fill: #0b6bcb } .line { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .soft { fill: #9198a1 } .page { fill: #0d1117 }
  .bar { fill: #59636e } .own { fill: #4493f8 } .line { stroke: #3d444d }
}"""


def text(x: float, y: float, words: str, style: str) -> str:
    chosen = f' class="{style}"' if style else ""
    return f'<text{chosen} x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def page(title: str, height: float, parts: Sequence[str], style: str = STYLE) -> str:
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}">'
    ground = f'<rect class="page" width="{WIDTH}" height="{height:.0f}"/>'
    return "\n".join([head, f"<style>{style}</style>", ground, *parts, "</svg>", ""])
