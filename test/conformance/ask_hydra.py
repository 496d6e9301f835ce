#!/usr/bin/env python3
"""Asks real Hydra: one JSON request per line on stdin, one JSON answer per line on stdout, in the same order.

Run it with a Python that has hydra-core 1.3 or 1.4. `record.mjs` beside this file does so for every recorded case;
by hand: `echo '{"op": "load_yaml", "yaml": "a: 010"}' | python test/conformance/ask_hydra.py`.
(Named hydra.py it would hide the package that it imports.)

Every request has an `op` ("compose" when absent) and may have an `id`, which its answer repeats, and
`env` {NAME: text or null}: environment variables set (null: unset) during this request only.

  op "compose"        what Hydra composes
    files               {relative path: text}: a tree written to a folder made for this request, the `${DIR}` of
                        answers, which is the working directory too. A path that ends in "/" is an empty folder.
    config_dir          the config folder: relative to `${DIR}` when there are `files` (default "."), else relative to
                        the repository, `${REPO}`, which is the working directory then
    config_name         primary config; absent or null: none
    overrides           command-line overrides, one argument each (no shell quoting)
    mode                "compose": the compose API (default); "job": what `python app.py --cfg job` does, in which
                        `${hydra:...}` resolves
    multirun            with mode "job": compose as `--multirun` does
    return_hydra_config keep the `hydra` node in the config, and Hydra's own groups in choices and defaults_list
    resolve             false (default): interpolations stay; true: resolve all and fail on the first error;
                        "each": resolve each for itself, failures stand where their value would
    defaults_list       true: the answer has `defaults_list`, the flattened list in merge order
    package             answer only this part of the config, as `--package` of the command line does
    yaml                true: the answer has `yaml`, the text of OmegaConf.to_yaml (as resolved as `config` is); the
                        default of op "compose" unless `resolve` is "each"
    python              code to run first, e.g. to fill the ConfigStore or register a resolver; undone afterwards
    job_name            `hydra.job.name` (default "app")
    -> config, choices {override key: option}, and defaults_list, yaml when asked
  op "defaults_list"  only the defaults list: files, config_dir, config_name, overrides, multirun as above
    -> defaults_list, choices (both with Hydra's own), config_overrides
  op "parse_override" `override`: one argument -> type, key_or_group, package, value_type, value (as parsed: quotes and
                      sweeps kept), plain_value (as it is set in the config)
  op "load_yaml"      `yaml`: text of a config file -> config
  op "merge"          `yamls`: texts, merged left to right by OmegaConf.merge -> config
  op "resolve_yaml"   `yaml`, and one of: nothing (each interpolation for itself, as resolve "each" above), `keys`
                      (OmegaConf.select of each, throwing on missing values -> values), `resolve` true -> config
  op "flags"          `python app.py ARGV...`: what the flags of a Hydra app print
    files               as above, `app.py` among them; `${DIR}` is the working directory
    argv                the arguments, one each; `${DIR}` stands for the folder
    -> stdout (the columns of the search path closed up), status, and `error` where it is not 0: the first line on stderr that is no part of a traceback
  op "version"        -> hydra, omegaconf, pyyaml, hydra_zen, python

Answers: {"id", "ok": true, ...} or {"id", "ok": false, "error_class", "error_message", and when there are any:
"cause_chain" [[class, message]...], "missing_cfg_file", "options", "full_key"}; both with "warnings"
[[class, message]...] when Python warned.

Values ("nodes") are typed, since YAML and JSON types are not OmegaConf's:
  {"t":"null"} {"t":"bool","v":true} {"t":"int","v":"12"} {"t":"float","v":"1.5"|"inf"|"-inf"|"nan"}
  {"t":"str","v":"x"} {"t":"bytes","v":"<base64>"}
  {"t":"missing"}                      the mandatory-missing marker ???
  {"t":"interp","v":"${a.b}"}          an interpolation, unresolved
  {"t":"dict","v":[[key node,node]..]} in order        {"t":"list","v":[node..]}
  {"t":"enum"|"path"|"other","v":..,"c":class}
  {"t":"resolved","raw":"${x}","v":node} and {"t":"error","raw":"${x}","c":class,"m":message}: with "each"
  in `value` of parse_override also quoted, choice, range, interval, glob, extend_list
Ints and floats travel as text (Python's repr), so that 10**30, -0.0 and 1e400 survive any JSON reader.

Answers are the same on every machine: folders are `${DIR}` and `${REPO}`, object addresses `0x`, and the message of a
RecursionError ends where Python versions begin to differ.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import io
import json
import logging
import os
import re
import runpy
import sys
import tempfile
import types
import warnings
from importlib import metadata
from typing import Any, Callable, Dict, Iterator, List, Optional

import yaml
from omegaconf import DictConfig, OmegaConf
from omegaconf import version as omegaconf_version
from omegaconf.basecontainer import BaseContainer

import hydra
from hydra import compose, initialize_config_dir
from hydra._internal import config_loader_impl
from hydra._internal import hydra as hydra_internal
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.plugins import Plugins
from hydra.core.utils import setup_globals
from hydra.types import RunMode

from answers_as_json import Json, config_node, error_answer, plain_node, without_places

REPO = os.path.realpath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
HAS_VERSION_BASE = hydra.__version__.startswith("1.3")


# ---------------------------------------------------------------------------------------------------- surroundings


@contextlib.contextmanager
def environment(changes: Optional[Dict[str, Optional[str]]]) -> Iterator[None]:
    before = dict(os.environ)
    try:
        for name, value in (changes or {}).items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def config_folder(request: Json, places: Dict[str, str]) -> Iterator[str]:
    """The config folder of a request, with the working directory set beside it."""
    if "files" not in request:
        os.chdir(REPO)
        yield os.path.join(REPO, request["config_dir"])
        return
    with tempfile.TemporaryDirectory(prefix="hydra-") as made:
        folder = os.path.realpath(made)
        places[folder] = "${DIR}"
        for relative, text in request["files"].items():
            path = os.path.join(folder, relative)
            os.makedirs(path if relative.endswith("/") else os.path.dirname(path), exist_ok=True)
            if not relative.endswith("/"):
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(text)
        os.chdir(folder)
        try:
            yield os.path.normpath(os.path.join(folder, request.get("config_dir", ".")))
        finally:
            os.chdir(REPO)


@contextlib.contextmanager
def initialized(folder: str, request: Json) -> Iterator[Any]:
    """Hydra, initialized as an app with this config folder does."""
    GlobalHydra.instance().clear()
    HydraConfig.instance().cfg = None
    arguments: Json = {"config_dir": folder, "job_name": request.get("job_name", "app")}
    if HAS_VERSION_BASE:
        arguments["version_base"] = None
    try:
        with initialize_config_dir(**arguments):
            yield GlobalHydra.instance().hydra
    finally:
        GlobalHydra.instance().clear()


@contextlib.contextmanager
def prelude(request: Json) -> Iterator[None]:
    """Runs the request's own Python, in a real module, which dataclass annotations need to resolve."""
    if "python" not in request:
        yield
        return
    store = ConfigStore.instance()
    nodes, resolvers = copy.deepcopy(store.repo), dict(BaseContainer._resolvers)
    module = types.ModuleType("prelude")
    sys.modules["prelude"] = module
    try:
        exec(compile(request["python"], "<prelude>", "exec"), module.__dict__)
        yield
    finally:
        store.repo = nodes
        BaseContainer._resolvers.clear()
        BaseContainer._resolvers.update(resolvers)
        del sys.modules["prelude"]


class LastDefaultsList:
    """Keeps the defaults list that Hydra itself computed while composing: asking again would double the time."""

    value: Any = None

    @staticmethod
    def install() -> None:
        original = config_loader_impl.create_defaults_list

        def keeping(*args: Any, **kwargs: Any) -> Any:
            LastDefaultsList.value = original(*args, **kwargs)
            return LastDefaultsList.value

        config_loader_impl.create_defaults_list = keeping


# ---------------------------------------------------------------------------------------------------- operations


def default_entry(entry: Any) -> Json:
    return {
        "config_path": entry.config_path,
        "package": entry.package,
        "parent": entry.parent,
        "is_self": entry.is_self,
        "primary": entry.primary,
        "override_key": entry.override_key,
    }


def run_mode(request: Json) -> Any:
    return RunMode.MULTIRUN if request.get("multirun") else RunMode.RUN


def compose_config(app: Any, request: Json) -> DictConfig:
    name, overrides = request.get("config_name"), list(request.get("overrides", []))
    with_hydra = bool(request.get("return_hydra_config"))
    if request.get("mode", "compose") == "compose":
        return compose(name, overrides=overrides, return_hydra_config=with_hydra)
    config = app.compose_config(
        config_name=name, overrides=overrides, run_mode=run_mode(request), with_log_configuration=False
    )
    HydraConfig.instance().set_config(config)
    OmegaConf.set_readonly(config.hydra, None)
    return config if with_hydra else app.get_sanitized_cfg(config, "job")


def resolve_config(config: DictConfig, request: Json) -> None:
    """As the compose API's users do, or as `--cfg job --resolve` does (from 1.4 on it lets missing values be)."""
    as_shown = getattr(hydra_internal, "_resolve_for_cfg_output", None)
    if request.get("mode") == "job" and as_shown is not None:
        as_shown(config)
    else:
        OmegaConf.resolve(config)


def answer_compose(request: Json, places: Dict[str, str]) -> Json:
    with config_folder(request, places) as folder, initialized(folder, request) as app:
        config = compose_config(app, request)
        list_of_defaults = LastDefaultsList.value
        if request.get("resolve") is True:
            resolve_config(config, request)
        if "package" in request:
            config = OmegaConf.select(config, request["package"])
        answer: Json = {"ok": True, "config": config_node(config, each=request.get("resolve") == "each")}

        def is_shown(key: Optional[str]) -> bool:
            return bool(request.get("return_hydra_config")) or not (key or "").startswith("hydra/")

        choices = list_of_defaults.overrides.known_choices
        answer["choices"] = {key: option for key, option in choices.items() if is_shown(key)}
        if request.get("defaults_list"):
            entries = list_of_defaults.defaults
            answer["defaults_list"] = [default_entry(entry) for entry in entries if is_shown(entry.config_path)]
        if request.get("yaml", request.get("resolve") != "each" and OmegaConf.is_config(config)):
            answer["yaml"] = OmegaConf.to_yaml(config)
        return answer


def answer_defaults_list(request: Json, places: Dict[str, str]) -> Json:
    with config_folder(request, places) as folder, initialized(folder, request) as app:
        found = app.config_loader.compute_defaults_list(
            config_name=request.get("config_name"),
            overrides=list(request.get("overrides", [])),
            run_mode=run_mode(request),
        )
        return {
            "ok": True,
            "defaults_list": [default_entry(entry) for entry in found.defaults],
            "choices": dict(found.overrides.known_choices),
            "config_overrides": [override.input_line for override in found.config_overrides],
        }


def answer_parse_override(request: Json, _places: Dict[str, str]) -> Json:
    override = OverridesParser.create().parse_overrides([request["override"]])[0]
    return {
        "ok": True,
        "type": override.type.name,
        "key_or_group": override.key_or_group,
        "package": override.package,
        "value_type": override.value_type.name if override.value_type is not None else None,
        "value": plain_node(override._value),
        "plain_value": plain_node(override.value()),
    }


def load(text: str) -> Any:
    """What Hydra's file source does with the text of a config file."""
    return OmegaConf.load(io.StringIO(text))


def answer_load_yaml(request: Json, _places: Dict[str, str]) -> Json:
    return {"ok": True, "config": config_node(load(request["yaml"]))}


def answer_merge(request: Json, _places: Dict[str, str]) -> Json:
    return {"ok": True, "config": config_node(OmegaConf.merge(*[load(text) for text in request["yamls"]]))}


def answer_resolve_yaml(request: Json, _places: Dict[str, str]) -> Json:
    config = load(request["yaml"])
    if "keys" in request:
        return {"ok": True, "values": {key: selected(config, key) for key in request["keys"]}}
    if request.get("resolve") is True:
        OmegaConf.resolve(config)
        return {"ok": True, "config": config_node(config)}
    return {"ok": True, "config": config_node(config, each=True)}


def selected(config: Any, key: str) -> Json:
    try:
        return config_node(OmegaConf.select(config, key, throw_on_missing=True))
    except Exception as error:
        return {"t": "error", "c": type(error).__name__, "m": str(error)}


def answer_flags(request: Json, places: Dict[str, str]) -> Json:
    with config_folder(request, places) as folder, root_logger(), warnings.catch_warnings():
        # The same app for both versions: 1.4 would have it without.
        warnings.filterwarnings("ignore", message="The version_base parameter is deprecated")
        out, err = io.StringIO(), io.StringIO()
        argv, status = sys.argv, 0
        sys.argv = ["app.py", *(each.replace("${DIR}", folder) for each in request["argv"])]
        GlobalHydra.instance().clear()
        HydraConfig.instance().cfg = None
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                runpy.run_path(os.path.join(folder, "app.py"), run_name="__main__")
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except Exception as error:
            status = 1
            err.write(f"{type(error).__name__}: {error}\n")
        finally:
            sys.argv = argv
            GlobalHydra.instance().clear()
        answer: Json = {"ok": True, "stdout": without_widths(out.getvalue()), "status": status}
        return answer if status == 0 else {**answer, "error": first_words(err.getvalue())}


@contextlib.contextmanager
def root_logger() -> Iterator[None]:
    """`--info` adds a handler to the root logger, which lets everything through from then on."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def without_widths(text: str) -> str:
    """The table of the search path is as wide as the folder's name is long: its columns are closed up."""

    def closed(table: "re.Match[str]") -> str:
        return re.sub(r"-{3,}", "---", re.sub(r" +\|", " |", table.group()))

    return re.sub(r"(?m)(?<=^\*{18}\n)(?:[|-].*\n)+", closed, text)


def first_words(text: str) -> str:
    """The first line that is neither empty nor a traceback's; modules are left out of an exception's name."""
    for line in text.splitlines():
        if line and not line.startswith(("Traceback", " ")):
            return re.sub(r"^(?:\w+\.)+(?=\w+: )", "", line)
    return ""


def version_of(package: str) -> Optional[str]:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def answer_version(_request: Json, _places: Dict[str, str]) -> Json:
    return {
        "ok": True,
        "hydra": hydra.__version__,
        "omegaconf": omegaconf_version.__version__,
        "pyyaml": yaml.__version__,
        "hydra_zen": version_of("hydra-zen"),
        "python": sys.version.split()[0],
    }


OPERATIONS: Dict[str, Callable[[Json, Dict[str, str]], Json]] = {
    "compose": answer_compose,
    "defaults_list": answer_defaults_list,
    "parse_override": answer_parse_override,
    "load_yaml": answer_load_yaml,
    "merge": answer_merge,
    "resolve_yaml": answer_resolve_yaml,
    "flags": answer_flags,
    "version": answer_version,
}


def answer_to(request: Json) -> Json:
    places: Dict[str, str] = {}
    with warnings.catch_warnings(record=True) as caught, environment(request.get("env")):
        warnings.simplefilter("always")
        try:
            # Hydra and ANTLR print to stdout, which belongs to the answers.
            with contextlib.redirect_stdout(io.StringIO()), prelude(request):
                answer = OPERATIONS[request.get("op", "compose")](request, places)
        except Exception as error:
            answer = error_answer(error)
    if caught:
        answer["warnings"] = [[warning.category.__name__, str(warning.message)] for warning in caught]
    answer = without_places(answer, {**places, REPO: "${REPO}"})
    return {"id": request["id"], **answer} if "id" in request else answer


def as_line(answer: Json) -> str:
    """One line of JSON; what an editor would not show is escaped, the rest of Unicode is as it is."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\x7f-\xa0\u2028\u2029\ufeff\ud800-\udfff]", lambda found: f"\\u{ord(found.group()):04x}", text)


def main() -> None:
    answers = sys.stdout
    answers.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    setup_globals()  # Hydra's own resolvers, which else the first composition registers
    Plugins.instance()  # the plugins' own configs reach the ConfigStore when they are first imported
    LastDefaultsList.install()
    # What is loaded now stays; looking at it again and again takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(50_000)
    for line in sys.stdin:
        if line.strip():
            answers.write(as_line(answer_to(json.loads(line))) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
