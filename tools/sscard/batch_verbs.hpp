#pragma once

#include "verb.hpp"

namespace sscard::tool {

// One file a verb of `sscard batch`.
void add_batch_run(Verb group, Chosen& chosen);
void add_batch_station(Verb group, Chosen& chosen);
void add_batch_list(Verb group, Chosen& chosen);
void add_batch_show(Verb group, Chosen& chosen);
void add_batch_report(Verb group, Chosen& chosen);

}  // namespace sscard::tool
