"""Every run kept: an SQLite file, the only SQL of the program, and a thread that writes it.

Knows no session and no screen: it reads along from whatever has the shape of a branch, see
`keeper`. Nothing here loads sqlite3 until a run begins or runs are asked for.
"""
