"""Runs commands of the real AWS CLI, each in a process forked from this one, which has it imported already.

A request is a line of JSON on standard input (argv, env, cwd, stdin), an answer one on standard output (code, stdout,
stderr; bytes as latin-1). The first line says which version it is.
"""

import json
import os
import sys
import tempfile
import time
import traceback

from awscli import __version__, clidriver

# Set by the import.
DATA_PATH = os.environ["AWS_DATA_PATH"]


def run(request):
    streams = [tempfile.TemporaryFile() for _ in range(3)]
    streams[0].write(request["stdin"].encode("latin-1"))
    streams[0].seek(0)
    child = os.fork()
    if child == 0:
        become(request, streams)
    _, status = os.waitpid(child, 0)
    texts = []
    for stream in streams[1:]:
        stream.seek(0)
        texts.append(stream.read().decode("latin-1"))
    return {"code": os.waitstatus_to_exitcode(status), "stdout": texts[0], "stderr": texts[1]}


def become(request, streams):
    code = 255
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream.fileno(), number)
        os.environ.clear()
        os.environ.update(request["env"], AWS_DATA_PATH=DATA_PATH)
        time.tzset()
        os.chdir(request["cwd"])
        sys.argv = ["aws", *request["argv"]]
        code = clidriver.main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)


answers = os.fdopen(os.dup(1), "w")
print(json.dumps({"version": __version__}), file=answers, flush=True)
for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), file=answers, flush=True)
