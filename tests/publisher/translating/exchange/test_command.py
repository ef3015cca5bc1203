from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from host.models import HostPage
from support.translation_tools import translated


def test_out_and_in(published: Any, home_in: Any, boss: Any, tmp_path: Path, capsys: Any) -> None:
    home_in("fr")
    page = published("Harbour", intro="Ferries")
    call_command("newswire_exchange", "export", str(page.pk), "--to", "fr", "--output", str(tmp_path))
    path = Path(capsys.readouterr().out.strip())
    path.write_bytes(translated(path.read_bytes(), "xliff2", str.upper))
    call_command("newswire_exchange", "import", str(path), "--user", "boss", "--dry-run")
    assert "2 texts change" in capsys.readouterr().out
    assert not HostPage.objects.filter(title="Harbour", locale__language_code="fr").exists()
    call_command("newswire_exchange", "import", str(path), "--user", "boss")
    assert "Draft of page" in capsys.readouterr().out
    assert HostPage.objects.filter(title="Harbour", locale__language_code="fr", live=False).exists()


def test_what_it_refuses(published: Any, home_in: Any, boss: Any, tmp_path: Path) -> None:
    page = published("Harbour")
    for arguments, said in (
        (("export", "987654", "--to", "fr"), "no page 987654"),
        (("export", str(page.pk), "--to", "xx"), "no language"),
        (("export", str(page.pk), "--to", "en"), "the source itself"),
        (("import", str(tmp_path / "none.xlf"), "--user", "boss"), "none.xlf"),
        (("import", str(tmp_path / "none.xlf"), "--user", "nobody"), "no user"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("newswire_exchange", *arguments)
