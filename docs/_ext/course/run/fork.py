"""Run a function in a copy of this process, so that nothing of what it does is left here."""

import os
import pickle
import sys
import tempfile
import traceback


def call(function):
    """Call a function in a fork of this process, and return what it returns, or raise its error.

    Either has to be something that pickle knows. A fork that ends before it can say anything, such
    as one that is killed, ends this process in the same way.
    """
    sys.stdout.flush()
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if not child:
            call_here(function, answer)
        status = os.waitpid(child, 0)[1]
        answer.seek(0)
        if status or not os.fstat(answer.fileno()).st_size:
            end_like(status)
        returned, error = pickle.load(answer)
    if error:
        raise error
    return returned


def call_here(function, answer):
    """Call a function, write (what it returned, its error) into a file, and end this process.

    Python's own end would wait for threads, and call what the function has registered for it.
    """
    code = 1
    try:
        try:
            returned, error = function(), None
        except BaseException as raised:
            returned, error = None, raised
        pickle.dump((returned, error), answer)
        answer.flush()
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def end_like(status):
    """End this process as another one has ended, but never as if that were a success.

    ``status`` is what ``os.waitpid`` gave.
    """
    if os.WIFSIGNALED(status):
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status) or 1)
