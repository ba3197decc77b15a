"""Themes: the palettes as Textual themes, and a palette for any theme a person chooses."""

from dataclasses import replace

from textual.theme import Theme

from rnn_tui.plotting.palette import DARK, LIGHT, PALETTES, Palette, mix


def themes() -> list[Theme]:
    """Give the program's own themes."""
    return [_theme(palette) for palette in PALETTES.values()]


def palette_of(theme: Theme) -> Palette:
    """Give the palette of a theme; a foreign one lends its primary colour, made legible."""
    if theme.name in PALETTES:
        return PALETTES[theme.name]
    palette = DARK if theme.dark else LIGHT
    accent = theme.primary
    if not accent.startswith("#") or len(accent) != 7:
        return replace(palette, name=theme.name)
    accent = palette.legible(accent)
    return replace(palette, name=theme.name, accent=accent, dim=mix(palette.page, accent, 0.4))


def _theme(palette: Palette) -> Theme:
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=palette.accent,
        secondary=palette.dim,
        accent=palette.accent,
        warning=palette.wrong,
        error=palette.wrong,
        success=palette.right,
        foreground=palette.text,
        background=palette.page,
        surface=palette.raised,
        panel=palette.tint,
        variables=_variables(palette),
    )


def _variables(palette: Palette) -> dict[str, str]:
    return {
        "page": palette.page,
        "raised": palette.raised,
        "tint": palette.tint,
        "ink": palette.text,
        "muted": palette.muted,
        "rule": palette.rule,
        "on-accent": palette.on_accent,
        "wrong": palette.wrong,
        "input-cursor-background": palette.accent,
        "input-cursor-foreground": palette.on_accent,
        "input-selection-background": f"{palette.dim} 60%",
        "block-cursor-background": palette.accent,
        "block-cursor-foreground": palette.on_accent,
        "block-cursor-text-style": "bold",
    }


def css_variables(theme: Theme) -> dict[str, str]:
    """Give every variable of the style sheet: a foreign theme gives the widgets no ink either."""
    palette = palette_of(theme)
    return {**_theme(palette).to_color_system().generate(), **_variables(palette)}
