"""A project that is not ours: made by `wagtail start`, in a virtual environment with the built wheel."""

import json
import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"


def readme_block(name: str) -> str:
    """The code block of the README that follows `<!-- test: name -->`, as a reader would paste it."""
    found = re.search(rf"<!-- test: {name} -->\s*```\w*\n(.*?)```", README.read_text(), re.DOTALL)
    assert found, f"README.md has no block {name!r}"
    return found[1]


def build_wheel(folder: Path) -> Path:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_environment(folder: Path, wheel: Path) -> Path:
    """A new virtual environment with the wheel and what it asks for. Returns its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    constraints = ["-c", str(ROOT / "constraints.txt")]
    command = [str(python), "-m", "pip", "install", "--quiet", *constraints, str(wheel)]
    subprocess.run(command, check=True)
    return python


@dataclass
class Project:
    """`folder` holds manage.py. Every command runs with the stranger's Python and nothing of ours."""

    folder: Path
    python: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**kept, "DJANGO_SETTINGS_MODULE": "mysite.settings.dev", **self.environment}

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(self.python), *arguments],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, f"{arguments}\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
        return done

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *arguments, check=check)

    def shell(self, code: str) -> object:
        """Runs `code` in the project; what it leaves in `result` comes back as JSON."""
        wrapped = f"import json\n{code}\nprint('RESULT ' + json.dumps(result, default=str))\n"
        printed = self.manage("shell", "--no-imports", "-c", wrapped).stdout
        return json.loads(printed.rsplit("RESULT ", 1)[1])

    def start(self, *command: str, log: str) -> "subprocess.Popen[bytes]":
        with (self.folder / log).open("wb") as output:
            return subprocess.Popen(
                [str(self.python), *command],
                cwd=self.folder,
                env=self.env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def start_wagtail_project(folder: Path, python: Path) -> Project:
    folder.mkdir()
    wagtail = python.parent / "wagtail"
    subprocess.run([str(wagtail), "start", "mysite", str(folder)], check=True, capture_output=True)
    return Project(folder, python)


def add_newswire(project: Project) -> None:
    """What the README tells a host developer to do, taken from the README itself."""
    base = project.folder / "mysite" / "settings" / "base.py"
    base.write_text(base.read_text() + "\n" + readme_block("settings"))
    urls = project.folder / "mysite" / "urls.py"
    urls.write_text(urls.read_text() + "\n" + readme_block("urls"))
