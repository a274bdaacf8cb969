#pragma once

#include <sscard/store/database.hpp>
#include <sscard/store/digest.hpp>

namespace sscard::activation {

/// The hash of one entry: over the hash of the entry before (empty for the first) and the entry's columns,
/// each as one letter for its type and 8 bytes big-endian length before its bytes, so that no two different
/// entries give the same bytes. Nothing when this OpenSSL lacks the hash.
std::optional<Bytes> chained(store::Hash hash, ByteView previous, const store::Values& columns);

}  // namespace sscard::activation
