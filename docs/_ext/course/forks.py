"""Run functions in other processes: forks of this one, or of a server.

What a call takes and returns goes through pickle. A process that ends before it could answer, such
as one that is killed, ends the one that waits for it in the same way.
"""

import os
import sys
import traceback
from contextlib import suppress
from multiprocessing import Pipe

from course.processes import die_with_parent

ending = []  # forks that have answered


class Server:
    """A process that runs functions, one after another.

    It stays as small as this one is now, and so it is forked in less time than this one.
    """

    def __init__(self):
        self.pid, self.connection = fork(serve)

    def call(self, function):
        """Return what a function returns there, or raise what it raises."""
        with suppress(BrokenPipeError):  # receive says how it ended
            self.connection.send(function)
        return receive(self.pid, self.connection)


def call(function):
    """Return what a function returns in a fork of this process, or raise what it raises."""

    def run(theirs):
        pid = os.getpid()
        answer = result(function)
        if os.getpid() == pid:  # code may have forked this process without an end
            theirs.send(answer)

    pid, connection = fork(run)
    answer = receive(pid, connection)
    ending.append(pid)
    return answer


def fork(function):
    """Call ``function(connection)`` in a fork of this process. Return its id, and the other end."""
    ours, theirs = Pipe()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        die_with_parent()
        ending.clear()
        ours.close()
        end_with(lambda: function(theirs))
    theirs.close()
    return pid, ours


def receive(pid, connection):
    """Return or raise what ``result`` returned in a fork, which sends it."""
    try:
        returned, error = connection.recv()
    except EOFError:
        end_like(os.waitpid(pid, 0)[1])
    if error:
        raise error
    return returned


def serve(connection):
    """Call each function that comes, until nobody is left who could send one."""
    while True:
        try:
            function = connection.recv()
        except EOFError:
            return
        connection.send(result(function))
        reap()  # while nobody waits


def reap():
    """Wait until the forks that have answered have ended."""
    while ending:
        os.waitpid(ending.pop(), 0)


def result(function):
    """Call a function, and return what it returned and what it raised. One of them is None."""
    try:
        return function(), None
    except BaseException as error:
        return None, error


def end_with(function):
    """Call a function, and end this process.

    Python's own end would wait for threads, and call what lessons have registered for it.
    """
    code = 1
    try:
        function()
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
