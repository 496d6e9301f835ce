#!/usr/bin/env python3
"""Asks real Hydra for the configs that it brings along, and its official plugins theirs: prints them as JSON.

Run by `record_hydra_conf.mjs` beside this file, with a Python that has hydra-core 1.3 or 1.4 and pip. The plugins are
downloaded without what they depend on: only their configs are read, nothing of them is run. Written for composition
without Python (`server/src/compose/hydraConf.ts`).

  versions  {"hydra", "base"}: `hydra.runtime.version` and `version_base`
  plugins   {plugin: its version}
  configs   {config path: {"text"?, "type"?, "plugin"?}}: the YAML text (with its package header) of a config that is a
            file; the name of a type for one that is a dataclass, whose values are the type's own
  types     {name: {"yaml", "fields": {field: type}, "bases"?}}: a dataclass, its values as OmegaConf.to_yaml prints them,
            the types of its fields as Python spells them (`Optional[int]`, `Dict[str, Any]`), the dataclasses that it
            derives from; or {"enum": {member: value}}
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.resources
import json
import subprocess
import sys
import tempfile
from enum import Enum
from pathlib import Path
from typing import Any, Dict, Iterator, Tuple

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.plugins import Plugins
from omegaconf import DictConfig, ListConfig, OmegaConf
from omegaconf._utils import is_dict_annotation, is_list_annotation, is_structured_config, is_union_annotation
from omegaconf._utils import _resolve_optional as resolve_optional

Json = Dict[str, Any]

# plugin -> the module that fills the ConfigStore, or the package that has its YAML files
PLUGINS = {
    "hydra-colorlog": "hydra_plugins.hydra_colorlog.conf",
    "hydra-joblib-launcher": "hydra_plugins.hydra_joblib_launcher.config",
    "hydra-submitit-launcher": "hydra_plugins.hydra_submitit_launcher.config",
    "hydra-ray-launcher": "hydra_plugins.hydra_ray_launcher._config",
    "hydra-rq-launcher": "hydra_plugins.hydra_rq_launcher.config",
    "hydra-optuna-sweeper": "hydra_plugins.hydra_optuna_sweeper.config",
    "hydra-ax-sweeper": "hydra_plugins.hydra_ax_sweeper.config",
    "hydra-nevergrad-sweeper": "hydra_plugins.hydra_nevergrad_sweeper.config",
}


def main() -> None:
    Plugins.instance()  # what Hydra itself brings reaches the ConfigStore when its own plugins are first imported
    recorded: Json = {
        "versions": {"hydra": hydra.__version__, "base": ".".join(hydra.__version__.split(".")[:2])},
        "plugins": {},
        "configs": {},
        "types": {},
    }
    add_files(recorded, "hydra.conf", None)
    add_nodes(recorded, None)
    with tempfile.TemporaryDirectory() as folder:
        pre = ["--pre"] if "rc" in hydra.__version__ else []
        command = [sys.executable, "-m", "pip", "install", "-q", *pre, "--no-deps", "--target", folder, *PLUGINS]
        subprocess.run(command, check=True, stdout=sys.stderr)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        allow_mutable_defaults()
        for plugin, module in PLUGINS.items():
            [found] = Path(folder).glob(f"{plugin.replace('-', '_')}-*.dist-info")
            recorded["plugins"][plugin] = found.name[len(plugin) + 1 : -len(".dist-info")]
            importlib.import_module(module)
            if module.endswith(".conf"):
                add_files(recorded, module, plugin)
            else:
                add_nodes(recorded, plugin)
    for entry in recorded["types"].values():
        del entry["module"]
    print(json.dumps(recorded, indent=2, ensure_ascii=False))


def allow_mutable_defaults() -> None:
    """Some plugins' dataclasses are written for Python 3.10, which takes an instance as a default; 3.11 wants a hash."""
    original = dataclasses.dataclass

    def with_hash(cls: Any = None, **options: Any) -> Any:
        return original(cls, **{"unsafe_hash": True, **options})

    dataclasses.dataclass = with_hash  # type: ignore[assignment]


def add_files(recorded: Json, package: str, plugin: str | None) -> None:
    def walk(folder: Any, prefix: str) -> Iterator[Tuple[str, Any]]:
        for entry in sorted(folder.iterdir(), key=lambda each: each.name):
            if entry.is_dir():
                yield from walk(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(".yaml"):
                yield f"{prefix}{entry.name[:-5]}", entry

    for path, file in walk(importlib.resources.files(package), ""):
        lines = file.read_text(encoding="utf-8").splitlines()
        header = [line for line in lines if line.startswith("# @package")]
        text = OmegaConf.to_yaml(OmegaConf.load(str(file)))
        add(recorded, path, {"text": "\n".join([*header, text])}, plugin)


def add_nodes(recorded: Json, plugin: str | None) -> None:
    def walk(group: Any, prefix: str) -> Iterator[Tuple[str, Any]]:
        for name, entry in sorted(group.items()):
            if isinstance(entry, dict):
                yield from walk(entry, f"{prefix}{name}/")
            else:
                yield f"{prefix}{entry.name[:-5]}", entry

    for path, entry in walk(ConfigStore.instance().repo, ""):
        if path in recorded["configs"] or path == "_dummy_empty_config_":
            continue
        node = entry.node
        if is_structured_config(OmegaConf.get_type(node)):
            name = structured(recorded, OmegaConf.get_type(node))
            if recorded["types"][name]["yaml"] != to_yaml(node):
                sys.exit(f"{path}: its values are not those of its class")
            add(recorded, path, {"type": name}, plugin)
        else:
            add(recorded, path, {"text": to_yaml(node)}, plugin)
        if entry.package is not None:
            sys.exit(f"{path}: a package of its own is not expected here")


def add(recorded: Json, path: str, config: Json, plugin: str | None) -> None:
    recorded["configs"][path] = {**config, **({"plugin": plugin} if plugin else {})}


def to_yaml(node: Any) -> str:
    return OmegaConf.to_yaml(node)


def structured(recorded: Json, cls: Any) -> str:
    """Records a dataclass with everything that its fields need. Returns its name."""
    name = cls.__name__
    known = recorded["types"].get(name)
    module = getattr(cls, "__module__", "")
    if known is not None:
        if known["module"] != module:
            sys.exit(f"two classes {name}: {known['module']} and {module}")
        return name
    node = OmegaConf.structured(cls)
    entry: Json = {"module": module, "yaml": to_yaml(node), "fields": {}}
    recorded["types"][name] = entry
    bases = [base for base in cls.__mro__[1:] if dataclasses.is_dataclass(base)]
    if bases:
        entry["bases"] = [structured(recorded, base) for base in bases]
    for key in node:
        entry["fields"][key] = spelled(recorded, node._get_node(key)._metadata.type_hint)
    return name


def spelled(recorded: Json, hint: Any) -> str:
    """A type hint as Python spells it; classes are recorded on the way."""
    if hint is Any:
        return "Any"
    optional, inner = resolve_optional(hint)
    text = spelled_inner(recorded, inner)
    return f"Optional[{text}]" if optional and inner is not Any else text


def spelled_inner(recorded: Json, hint: Any) -> str:
    if hint is Any:
        return "Any"
    if is_dict_annotation(hint):
        key, value = hint.__args__
        return f"Dict[{spelled(recorded, key)}, {spelled(recorded, value)}]"
    if is_list_annotation(hint):
        return f"List[{spelled(recorded, hint.__args__[0])}]"
    if is_union_annotation(hint):
        return f"Union[{', '.join(spelled(recorded, each) for each in hint.__args__)}]"
    if is_structured_config(hint):
        return structured(recorded, hint)
    if issubclass(hint, Enum):
        members = {member.name: member.value for member in hint}
        recorded["types"][hint.__name__] = {"module": hint.__module__, "enum": members}
        return str(hint.__name__)
    if hint.__name__ in ("str", "int", "float", "bool", "bytes", "Path"):
        return str(hint.__name__)
    sys.exit(f"a type that is not expected here: {hint}")


if __name__ == "__main__":
    main()
