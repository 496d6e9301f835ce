"""Times Hydra's own compose(), warm and in process: one JSON request a line in, the milliseconds of each round out."""

import json
import sys
import time

from hydra import compose, initialize_config_dir

for line in sys.stdin:
    request = json.loads(line)
    rounds = []
    with initialize_config_dir(config_dir=request["config_dir"], version_base=None):
        for index in range(request["rounds"] + 3):
            overrides = [text.replace("{}", str(index)) for text in request["overrides"]]
            start = time.perf_counter()
            compose(config_name=request["config_name"], overrides=overrides)
            if index >= 3:
                rounds.append((time.perf_counter() - start) * 1000)
    print(json.dumps(rounds), flush=True)
