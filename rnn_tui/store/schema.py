"""The tables, as a list of migrations: the one at index v takes a store from version v to v + 1.

A migration that was released is never changed; what comes later is another one. Numbers are
stored as the machine has them, little end first on all that we run on.

runs      one row a run, narrow: all that is filtered and sorted by; a scan of 100,000 of them
          is faster than any index but that of the tags. Ids are never used again.
          `iterations` is how many were made, `hidden_size`, `time_steps`, `batch_size` are
          what they come to; `cost` is NULL where it is no finite number.
details   what is asked of a few runs: JSON of experiment, edits, plan, result; the thinned curve
pieces    costs: 16,384 numbers each; coarse: 1,024 blocks each, all lowest, then all means, then
          all highest; open: the block that is being filled; answers: see `packing`
states    safetensors: `latest` is the checkpoint, `final` the last finite weights where the
          checkpoint does not hold them, `initial` those that were given, `handover` the numbers
          given at a moment
live      who is training which run now
"""

VERSION_1 = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        deleted REAL,
        kind TEXT NOT NULL,
        phase TEXT NOT NULL,
        created REAL NOT NULL,
        iterations INTEGER NOT NULL DEFAULT 0,
        planned INTEGER NOT NULL,
        cost REAL,
        solved_at INTEGER,
        correct INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        parameters INTEGER NOT NULL,
        parent INTEGER,
        forked_at INTEGER,
        convention TEXT NOT NULL,
        cell TEXT NOT NULL,
        readout TEXT NOT NULL,
        hidden_size INTEGER NOT NULL,
        initializer TEXT NOT NULL,
        optimizer TEXT NOT NULL,
        learning_rate REAL NOT NULL,
        decay REAL NOT NULL,
        momentum REAL NOT NULL,
        clip_norm REAL,
        seed INTEGER NOT NULL,
        time_steps INTEGER NOT NULL,
        batch_size INTEGER NOT NULL,
        carry_state INTEGER NOT NULL,
        dtype TEXT NOT NULL,
        folded TEXT NOT NULL,
        name TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL,
        prediction TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX runs_by_parent ON runs (parent) WHERE parent IS NOT NULL",
    "CREATE INDEX runs_deleted ON runs (deleted) WHERE deleted IS NOT NULL",
    """
    CREATE TABLE details (
        run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        experiment TEXT NOT NULL,
        target TEXT NOT NULL,
        events TEXT NOT NULL DEFAULT '[]',
        marks TEXT NOT NULL DEFAULT '[]',
        coming TEXT NOT NULL DEFAULT '[]',
        until TEXT NOT NULL DEFAULT '[]',
        moments INTEGER NOT NULL DEFAULT 0,
        forgotten INTEGER NOT NULL DEFAULT 0,
        reason TEXT,
        stopped_by TEXT,
        rnn_tui TEXT NOT NULL,
        torch TEXT NOT NULL,
        curve BLOB NOT NULL DEFAULT x'',
        pace TEXT NOT NULL DEFAULT '[]',
        result TEXT
    )
    """,
    """
    CREATE TABLE pieces (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        piece INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (run, kind, piece)
    )
    """,
    """
    CREATE TABLE states (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        moment INTEGER NOT NULL,
        events INTEGER NOT NULL,
        seconds REAL NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (run, kind)
    )
    """,
    """
    CREATE TABLE tags (
        run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (run, tag)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX runs_by_tag ON tags (tag, run)",
    """
    CREATE TABLE live (
        run INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
        place TEXT NOT NULL,
        pid INTEGER NOT NULL,
        started TEXT NOT NULL,
        beat REAL NOT NULL
    )
    """,
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (VERSION_1,)

APPLICATION = 0x726E6E74
"""Marks the file as a store of rnn-tui: `rnnt`."""
