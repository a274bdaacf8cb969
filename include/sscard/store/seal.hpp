#pragma once

#include <filesystem>
#include <memory>
#include <sscard/bytes.hpp>
#include <sscard/secret.hpp>
#include <sscard/store/blame.hpp>
#include <string>
#include <string_view>

struct evp_mac_ctx_st;

namespace sscard::store {

/// Closes personal data: AES-256-GCM for keeping, HMAC-SHA-256 for finding again. Both keys are derived
/// with HKDF-SHA-256 (RFC 5869) from one key file of 32 random bytes, mode 0600.
class Seal {
public:
    /// Uses the key file, or makes it when there is none; two processes that race agree on one key.
    /// Refuses a key file that others can read or that has not 32 bytes.
    static Result<Seal> create_or_open(const std::filesystem::path& key_file, const Blame& blame);

    /// The same without making a new key: for data that was sealed already.
    static Result<Seal> open(const std::filesystem::path& key_file, const Blame& blame);

    /// The same of a key file that the service manager hands out: a group may read it, which is how an access
    /// list shows that lets the service in.
    static Result<Seal> open_given(const std::filesystem::path& key_file, const Blame& blame);

    /// Format byte, random nonce (12), ciphertext, tag (16). `context` is bound to it: what it is and whose.
    /// Fault of the blame when the system gives no random bytes.
    Result<Bytes> close(std::string_view plain, std::string_view context) const;

    /// What was closed. Fault of the blame when the key or the context is another one, or a bit was changed.
    Result<std::string> reveal(ByteView sealed, std::string_view context) const;

    /// A keyed hash of 32 bytes, to find equal values again. The domain keeps equal values of different
    /// meaning apart.
    Bytes index(std::string_view domain, std::string_view value) const;

private:
    Seal(Secret encryption, const Secret& index, Blame blame);
    static Result<Seal> from_key(const Result<Secret>& key, const Blame& blame);

    Secret encryption_;
    std::shared_ptr<const evp_mac_ctx_st> index_;  // OpenSSL's, which keeps its key to itself
    Blame blame_;
};

}  // namespace sscard::store
