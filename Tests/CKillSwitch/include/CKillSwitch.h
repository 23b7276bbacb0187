#pragma once
// Nothing to call: the library is loaded before a program (LD_PRELOAD) and stands in for two calls.
