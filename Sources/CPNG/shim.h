#pragma once
// libpng's simplified interface, which reports errors by return value; the older one leaves
// functions by longjmp, which Swift must not be left by.
#include <png.h>
