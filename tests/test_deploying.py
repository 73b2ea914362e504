"""docs/deploying.md is done as it is written, and deploy/ is what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from servers import serving

from search.config import SETTINGS
from search.searcher import Searcher
from webui.serving.password import Password

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
TEXT = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
STEPS = dict(re.findall(r"^<!-- step: (\w+) -->\n```sh\n(.*?)^```", TEXT, re.M | re.S))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``/srv`` of the document, with some articles."""
    home = tmp_path_factory.mktemp("srv")
    shutil.copytree(ROOT / "seeds" / "tinh-thanh", home / "timtin" / "tin")
    commands = home / "bin"
    commands.mkdir()
    (commands / "timtin").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "timtin.py"}" "$@"\n'
    )
    (commands / "timtin").chmod(0o755)
    return home


def run(home: Path, step: str) -> None:
    script = STEPS[step].replace("/srv/", f"{home}/")
    subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}"},
        check=True,
        capture_output=True,
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_every_step_of_the_document_runs(home: Path) -> None:
    index = home / "timtin" / "index"
    assert set(STEPS) == {
        *("password", "index", "backup", "restore", "import", "moving", "upgrade")
    }
    run(home, "index")
    count = Searcher(index).count()
    assert count > 10
    run(home, "password")
    assert Password(home / "timtin" / "password").is_right("một mật khẩu dài")
    run(home, "backup")
    with serving(index, main="timtin.py") as served:
        shutil.rmtree(index)
        assert served.get("/healthz")[0] == 503
        index.mkdir()
        run(home, "restore")
        assert served.get("/healthz")[0] == 200
    assert Searcher(index).count() == count
    run(home, "import")
    assert Searcher(index).count() == count
    run(home, "moving")
    assert Searcher(home / "elsewhere" / "index").count() == count


@pytest.mark.skipif("TIMTIN_BUDGET" not in os.environ, reason="installs: by hand")
def test_the_upgrade_runs(home: Path) -> None:
    run(home, "index")
    run(home, "upgrade")
    assert (home / "timtin" / ".venv" / "bin" / "timtin").exists()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_units_are_sound(tmp_path: Path) -> None:
    command = tmp_path / "timtin"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    units = []
    for unit in sorted((DEPLOY / "systemd").glob("timtin*.[st]*")):
        text = unit.read_text(encoding="utf-8")
        copy = tmp_path / unit.name
        copy.write_text(text.replace("/srv/timtin/.venv/bin/timtin", str(command)))
        units.append(str(copy))
    assert len(units) >= 7
    found = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_what_is_deployed_names_commands_and_settings_that_exist() -> None:
    import timtin

    known = {setting.variable for setting in SETTINGS}
    for file in DEPLOY.rglob("*"):
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        named = set(re.findall(r"\bTIMTIN_[A-Z_]+", text))
        assert named - {"TIMTIN_SOURCE", "TIMTIN_NAMES"} <= known, file
        for command in re.findall(r"/bin/timtin (\w+)", text):
            assert command in timtin.COMMANDS, file
    assert 'CMD ["serve"]' in (DEPLOY / "Containerfile").read_text()


def test_the_compose_file_says_what_the_document_says() -> None:
    yaml = pytest.importorskip("yaml")
    import timtin

    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(read["services"]) == {"page", "index", "check"}
    for service in read["services"].values():
        assert service["command"][0] in {"serve"} | set(timtin.COMMANDS)
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
