"""The steps of mkdocs' build that make one page.

They are mkdocs' own business: its version is pinned, and tests/e2e/test_preview.py and
tests/e2e/test_again.py hold what comes out against the whole build.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import _build_page, _build_theme_template, _populate_page
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from types import ModuleType

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

ROOT = Path(__file__).resolve().parent.parent


def configure(out: Path, docs: Path) -> MkDocsConfig:
    """The site's configuration, its plugins told that a build begins.

    `out`: the folder where pages go; `docs`: the folder of those by hand.
    """
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(out), docs_dir=str(docs))
    config.plugins.on_startup(command="build", dirty=False)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    return config


def hook(config: MkDocsConfig) -> ModuleType:
    """The project's own part of the build (publish/hook.py), as mkdocs has loaded it."""
    found: ModuleType = config.hooks["publish/hook.py"]  # type: ignore[call-overload] # by its name
    return found


def read(file: File, config: MkDocsConfig, files: Files) -> Page:
    """The file's page with its text read; outside the navigation it is made here, as the build does it."""
    page = file.page or Page(None, file, config)
    _populate_page(page, config, files)
    return page


def lay_out(
    page: Page, config: MkDocsConfig, files: Files, nav: Navigation, env: Environment
) -> None:
    """Write a page that was read where the configuration says."""
    _build_page(page, config, files.documentation_pages(), nav, env)


def lay_out_template(
    name: str, config: MkDocsConfig, files: Files, nav: Navigation, env: Environment
) -> None:
    """Write a page that has no source but a template of the theme, as the one for wrong addresses."""
    _build_theme_template(name, env, files, config, nav)
