#pragma once

#include <sscard/activation/request.hpp>

#include "json_reader.hpp"
#include "json_text.hpp"

/// Who asks, as requests and batches write it.
namespace sscard::activation {

JsonText json_of(const Actor& actor);
Actor actor_from(JsonReader reader);

}  // namespace sscard::activation
