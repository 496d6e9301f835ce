"""What real Hydra answers, as JSON: values as typed nodes, errors with their causes, texts without what differs between
machines. The head of `ask_hydra.py` says which nodes there are.
"""

from __future__ import annotations

import base64
import enum
import pathlib
import re
from typing import Any, Dict, List

from omegaconf import DictConfig, ListConfig
from omegaconf.base import Node

from hydra.core.override_parser.types import ChoiceSweep, Glob, IntervalSweep, QuotedString, RangeSweep

try:
    from omegaconf import TupleConfig  # OmegaConf 2.4

    SEQUENCES: Any = (ListConfig, TupleConfig)
except ImportError:
    SEQUENCES = (ListConfig,)

Json = Dict[str, Any]


def plain_node(value: Any) -> Json:
    """A plain Python value, or a value of the override parser, as a typed node."""
    if value is None:
        return {"t": "null"}
    if isinstance(value, Node):
        return config_node(value)
    if isinstance(value, bool):
        return {"t": "bool", "v": value}
    if isinstance(value, enum.Enum):
        return {"t": "enum", "v": value.name, "c": type(value).__name__}
    if isinstance(value, int):
        return {"t": "int", "v": str(value)}
    if isinstance(value, float):
        return {"t": "float", "v": repr(value)}
    if isinstance(value, str):
        return {"t": "str", "v": value}
    if isinstance(value, bytes):
        return {"t": "bytes", "v": base64.b64encode(value).decode()}
    if isinstance(value, pathlib.PurePath):
        return {"t": "path", "v": value.as_posix(), "c": type(value).__name__}
    if isinstance(value, dict):
        return {"t": "dict", "v": [[plain_node(k), plain_node(v)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"t": "list", "v": [plain_node(item) for item in value]}
    return override_node(value)


def override_node(value: Any) -> Json:
    """What only the override grammar has: quoted strings, sweeps, globs, list extensions."""
    if isinstance(value, QuotedString):
        return {"t": "quoted", "v": value.text, "q": value.quote.name}
    if isinstance(value, ChoiceSweep):
        return {
            "t": "choice",
            "simple": value.simple_form,
            "shuffle": value.shuffle,
            "tags": sorted(value.tags),
            "v": [plain_node(item) for item in value.list],
        }
    if isinstance(value, RangeSweep):
        try:
            values: Any = [plain_node(item) for item in list(value.range())[:1000]]
        except Exception as error:
            values = {"t": "error", "c": type(error).__name__, "m": str(error)}
        bounds = {name: plain_node(without_decimal(getattr(value, name))) for name in ("start", "stop", "step")}
        return {"t": "range", **bounds, "shuffle": value.shuffle, "tags": sorted(value.tags), "values": values}
    if isinstance(value, IntervalSweep):
        start, end = plain_node(value.start), plain_node(value.end)
        return {"t": "interval", "start": start, "end": end, "tags": sorted(value.tags)}
    if isinstance(value, Glob):
        return {"t": "glob", "include": value.include, "exclude": value.exclude}
    if type(value).__name__ == "ListExtensionOverrideValue":
        return {"t": "extend_list", "v": [plain_node(item) for item in value.values]}
    return {"t": "other", "v": repr(value), "c": type(value).__name__}


def without_decimal(value: Any) -> Any:
    """Hydra 1.4 keeps the bounds of float ranges as decimals."""
    return float(value) if type(value).__name__ == "Decimal" else value


def config_node(node: Any, each: bool = False, depth: int = 0) -> Json:
    """An OmegaConf node as a typed node; interpolations are resolved, one by one, only with `each`."""
    if depth > 200:
        return {"t": "error", "c": "RecursionError", "m": "deeper than 200"}
    if not isinstance(node, Node):
        return plain_node(node)
    if node._is_interpolation():
        raw = node._value()
        if not each:
            return {"t": "interp", "v": raw}
        try:
            return {"t": "resolved", "raw": raw, "v": config_node(node._dereference_node(), each, depth + 1)}
        except Exception as error:
            return {"t": "error", "raw": raw, "c": type(error).__name__, "m": str(error)}
    if node._is_missing():
        return {"t": "missing"}
    if node._is_none():
        return {"t": "null"}
    if isinstance(node, DictConfig):
        items = [[plain_node(key), config_node(node._get_node(key), each, depth + 1)] for key in list(node.keys())]
        return {"t": "dict", "v": items}
    if isinstance(node, SEQUENCES):
        return {"t": "list", "v": [config_node(node._get_node(i), each, depth + 1) for i in range(len(node))]}
    value = node._value()
    return config_node(value, each, depth + 1) if isinstance(value, Node) else plain_node(value)


def error_answer(error: BaseException) -> Json:
    answer: Json = {"ok": False, "error_class": type(error).__name__, "error_message": str(error)}
    chain: List[List[str]] = []
    cause, seen = error.__cause__, {id(error)}
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        chain.append([type(cause).__name__, str(cause)])
        cause = cause.__cause__
    # A recursion error is as long as the stack was deep; its causes say nothing.
    if chain and not isinstance(error, RecursionError):
        answer["cause_chain"] = chain
    for name in ("missing_cfg_file", "options", "full_key"):
        value = getattr(error, name, None)
        if value is not None:
            answer[name] = value
    return answer


def without_places(value: Any, places: Dict[str, str]) -> Any:
    """Replaces what differs between machines and Python versions in every text of an answer."""
    if isinstance(value, str):
        for folder, name in places.items():
            value = value.replace(folder, name)
        value = re.sub(r"\b0x[0-9a-f]{8,}\b(?= ?>)", "0x", value)
        return re.sub(r"(?s)(?<=maximum recursion depth exceeded).+", "", value)
    if isinstance(value, dict):
        return {without_places(key, places): without_places(item, places) for key, item in value.items()}
    if isinstance(value, list):
        return [without_places(item, places) for item in value]
    return value
