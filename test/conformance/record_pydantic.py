"""Prints the JSON Schemas that Pydantic makes of the models in the folders given, by module and class, as JSON."""

import dataclasses
import importlib
import inspect
import json
import pathlib
import sys

from pydantic import VERSION, BaseModel, TypeAdapter


def classes_of(folder: pathlib.Path):
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts)
        if name.endswith("__init__") or "hydra.main" in path.read_text():
            continue
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name not in ("pytest", "torch"):
                raise
            continue  # What trains and what tests hold no schema, and need more than is installed here.
        for each in vars(module).values():
            if inspect.isclass(each) and each.__module__ == name:
                yield name, each


def schema_of(each):
    if issubclass(each, BaseModel):
        return each.model_json_schema()
    return TypeAdapter(each).json_schema() if dataclasses.is_dataclass(each) else None


schemas = {}
for text in sys.argv[1:]:
    folder = pathlib.Path(text)
    sys.path.insert(0, text)
    sys.dont_write_bytecode = True
    for name, each in classes_of(folder):
        # The trainer's adapters are dataclasses that hold a model and are no schema of anything.
        if each.__name__.endswith("Adapter"):
            continue
        schema = schema_of(each)
        if schema is not None:
            schemas[f"{folder.name}/{name}:{each.__name__}"] = schema
print(json.dumps({"pydantic": VERSION, "schemas": schemas}, indent=2))
