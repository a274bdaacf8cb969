#pragma once

#include <cstdio>
#include <cstdlib>

/// What holds for every input, in every build. A broken promise is a finding, as a crash is.
#define PROMISE(holds)                                                                       \
    do {                                                                                     \
        if (!(holds)) {                                                                      \
            std::fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #holds); \
            std::abort();                                                                    \
        }                                                                                    \
    } while (false)
