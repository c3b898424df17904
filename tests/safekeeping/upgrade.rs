//! A database of the first schema, made by the program of that day, in the hands of the present one.
