#pragma once
// Pango lays text out, cairo draws it: one header brings both.
#include <pango/pangocairo.h>
