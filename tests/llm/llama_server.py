"""A real llama.cpp server in a process of its own: ``python -m tests.llm.llama_server MODEL CONTEXT KEY``.

Prints its address and serves until its standard input ends.
"""

from __future__ import annotations

import sys

import xllamacpp


def main() -> None:
    model, context, key = sys.argv[1:]
    given = xllamacpp.CommonParams()
    given.model.path = model
    given.hostnames, given.port = ["127.0.0.1"], 0
    given.n_ctx, given.n_parallel = int(context), 1
    given.api_keys = [key]
    given.ui, given.cache_ram_mib, given.sse_ping_interval = False, 0, 1
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(given)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
