#include <sscard/store/digest.hpp>

#include "catch.hpp"

using namespace sscard;
using store::Hash;

TEST_CASE("digests agree with the published examples", "[store][digest]") {
    // FIPS 180-4 and GB/T 32905-2016, A.1: the text "abc"
    CHECK(to_hex(store::digest(Hash::sha256, as_bytes("abc")).value()) ==
          "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
    CHECK(to_hex(store::digest(Hash::sm3, as_bytes("abc")).value()) ==
          "66C7F0F462EEEDD9D1F2D46BDC10E4E24167C4875CF2F7A2297DA02B8F4BA8E0");
}

TEST_CASE("hashes have words, and other words are no hash", "[store][digest]") {
    for (const auto hash : {Hash::sha256, Hash::sm3}) CHECK(store::hash_of(store::word(hash)) == hash);
    CHECK_FALSE(store::hash_of("md5"));
}

TEST_CASE("a digest in pieces is the digest of the whole", "[store][digest]") {
    for (const auto hash : {Hash::sha256, Hash::sm3}) {
        store::Digester digester{hash};
        digester.add(as_bytes("a"));
        digester.add({});
        digester.add(as_bytes("bc"));
        CHECK(digester.finish() == store::digest(hash, as_bytes("abc")));
        CHECK_FALSE(digester.finish());
        CHECK(store::Digester{hash}.finish() == store::digest(hash, {}));
    }
}
