from threadpoolctl import threadpool_info

from analysis.threads import one_thread


def counts():
    # nltk brings scikit-learn's OpenMP with it, in its own time; the engine's numbers run on BLAS alone.
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def test_number_work_holds_to_one_thread_and_gives_the_others_back():
    one_thread(list)()
    before = counts()
    for _again in range(2):
        assert set(one_thread(counts)()) <= {1}
    assert counts() == before


def test_work_inside_work_stays_with_one_thread():
    assert set(one_thread(one_thread(counts))()) <= {1}
