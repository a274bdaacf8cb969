#pragma once

#include <span>
#include <sscard/store/database.hpp>
#include <sscard/store/digest.hpp>

namespace sscard::activation {

/// How many of an entry's columns there were in versions 1 and 2.
constexpr std::size_t columns_before_3 = 10;

/// Whether an entry has any of the columns of version 3, which are those behind.
bool belongs_to_batch(std::span<const store::Value> columns_of_3) noexcept;

/// The hash of one entry: over the hash of the entry before (empty for the first) and the entry's columns,
/// each as one letter for its type and 8 bytes big-endian length before its bytes, so that no two different
/// entries give the same bytes. The four columns of version 3 are left out when all of them are NULL: so
/// entries of earlier versions keep their hash. Nothing when this OpenSSL lacks the hash.
std::optional<Bytes> chained(store::Hash hash, ByteView previous, std::span<const store::Value> columns);

}  // namespace sscard::activation
