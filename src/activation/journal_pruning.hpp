#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sscard::activation {

/// What an entry `pruned` says: which entries went, and the hash of the last of them.
struct PruningRecord {
    std::int64_t up_to = 0;
    std::string hash;  // hexadecimal
    bool operator==(const PruningRecord&) const = default;
};

/// Reads the content of such an entry; nothing when it is none.
std::optional<PruningRecord> pruning_record(std::string_view json);

}  // namespace sscard::activation
