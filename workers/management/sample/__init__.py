"""What is made up about the works that ``vision.studios`` paints. It says everywhere that it is a sample."""

from workers.management.sample.works import SOURCE, SampleWork, sample_works

__all__ = ["SOURCE", "SampleWork", "sample_works"]
