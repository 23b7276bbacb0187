#pragma once
// PC/SC lite. LONG is C long and DWORD is C unsigned long on 64-bit Linux, so
// Swift sees Int and UInt: wrap codes with UInt32(truncatingIfNeeded:).
#include <winscard.h>
