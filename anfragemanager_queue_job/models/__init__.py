from . import inquiry, mail, worker
