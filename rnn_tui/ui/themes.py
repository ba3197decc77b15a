"""Themes: the palettes as Textual themes, and a palette for any theme a person chooses."""

from dataclasses import replace

from textual.theme import Theme

from rnn_tui.plotting.palette import DARK, LIGHT, PALETTES, Palette, mix


def themes() -> list[Theme]:
    """Give the program's own themes."""
    return [_theme(palette) for palette in PALETTES.values()]


def palette_of(theme: Theme) -> Palette:
    """Give the palette of a theme; a foreign one lends its primary colour as the accent."""
    if theme.name in PALETTES:
        return PALETTES[theme.name]
    palette = DARK if theme.dark else LIGHT
    accent = theme.primary
    if not accent.startswith("#") or len(accent) != 7:
        return replace(palette, name=theme.name)
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
    """Give the variables the style sheet uses, for any theme."""
    return _variables(palette_of(theme))
