"""The manifests, judged by a tool that we did not write."""

from pathlib import Path

import pytest
import yaml
from demo.place import DEPLOY

from .files import BIN, MANIFESTS, documents, judged

OTHERS = {"ScaledObject", "Kustomization"}  # kinds that Kubernetes itself has no schema of


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifests_are_valid(path: Path, tmp_path: Path) -> None:
    ours = [one for one in yaml.safe_load_all(path.read_text()) if one["kind"] not in OTHERS]
    if ours:
        plain = tmp_path / "manifest.yaml"
        plain.write_text(yaml.safe_dump_all(ours))
        judged(str(BIN / "kubernetes-validate"), "--strict", str(plain))


def test_kustomization_names_every_manifest_and_so_every_image() -> None:
    (kustomization,) = [one for one in documents() if one["kind"] == "Kustomization"]
    assert set(kustomization["resources"]) == {path.name for path in MANIFESTS} - {"kustomization.yaml"}


def test_what_goes_first_is_found_by_the_labels_that_the_docs_name() -> None:
    first = "app.kubernetes.io/component in (configuration,migrate)"
    assert first in (DEPLOY.parent / "docs" / "shipping.md").read_text()
    labels = {
        one["metadata"]["labels"]["app.kubernetes.io/component"]
        for one in documents()
        if one["kind"] in ("ConfigMap", "Job")
    }
    assert labels == {"configuration", "migrate"}


def test_pods_are_probed_spread_kept_and_unprivileged() -> None:
    kinds: dict[str, list[dict]] = {}
    for one in documents():
        kinds.setdefault(one["kind"], []).append(one)
    budgets = {one["metadata"]["name"] for one in kinds["PodDisruptionBudget"]}
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in kinds["ScaledObject"]}
    names = {one["metadata"]["name"] for one in kinds["Deployment"]}
    assert budgets == names - {"newswire-beat", "newswire-bulk"}
    assert scaled == {"newswire-dispatch", "newswire-deliver"}
    for one in kinds["Deployment"]:
        assert ("replicas" in one["spec"]) != (one["metadata"]["name"] in scaled)  # else both would set it
        pod = one["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert "livenessProbe" in container
        assert "env" not in container  # secrets come by reference, from files
    for one in kinds["ScaledObject"]:
        assert "newswire_oldest_due_seconds" in one["spec"]["triggers"][0]["metadata"]["query"]
