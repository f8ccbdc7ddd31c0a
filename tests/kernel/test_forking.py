"""The same work in several processes at once."""

import os
import signal

import pytest

from convenor.kernel.forking import in_processes


def test_every_thing_of_every_share_is_done_once_in_a_process_of_its_share():
    found = sorted(in_processes(lambda thing: (thing, os.getpid()), [[1, 2, 3], [4], []]))

    assert [thing for thing, _process in found] == [1, 2, 3, 4]
    processes = [process for _thing, process in found]
    assert processes[0] == processes[1] == processes[2] != processes[3]
    assert os.getpid() not in processes


def test_what_goes_wrong_in_one_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        list(in_processes(lambda thing: 1 // thing, [[1, 0], [1, 1]]))


def test_one_that_is_killed_is_missed():
    def work(thing):
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ChildProcessError):
        list(in_processes(work, [[1], []]))
