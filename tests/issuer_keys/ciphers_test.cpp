#include <algorithm>
#include <sscard/issuer_keys/test_keys.hpp>
#include <string>

#include "catch.hpp"

using namespace sscard;
using namespace sscard::issuer_keys;

namespace {

template <class Array>
Array from(const std::string& hex) {
    const auto bytes = from_hex(hex).value();
    Array array{};
    REQUIRE(bytes.size() == array.size());
    std::copy(bytes.begin(), bytes.end(), array.begin());
    return array;
}
Key key(const std::string& hex) { return from<Key>(hex); }
Block block(const std::string& hex) { return from<Block>(hex); }

const std::string standard_key = "0123456789ABCDEFFEDCBA9876543210";

/// One authentication, worked out step by step with the command line of OpenSSL.
struct Vector {
    Cipher cipher;
    Purpose purpose;
    std::string card_key;
    std::string session;
    std::string value;
};

}  // namespace

TEST_CASE(
    "a key diversified with SM4 is the example of GB/T 32907, whose text is a number and its complement",
    "[issuer_keys]") {
    CHECK(to_hex(diversified(Cipher::sm4, key(standard_key), block("0123456789ABCDEF"))) ==
          "681EDF34D206965E86B3E94F536E4246");
}

TEST_CASE("a session key of 3DES is the enciphered factor twice", "[issuer_keys]") {
    CHECK(to_hex(session_key(Cipher::triple_des, key(standard_key), block("0123456789ABCDE7"))) ==
          "7F1D0A77826B8AFF7F1D0A77826B8AFF");
}

TEST_CASE("with such a key 3DES is DES: the example of FIPS 81", "[issuer_keys]") {
    CHECK(to_hex(authentication_value(Cipher::triple_des, key("0123456789ABCDEF0123456789ABCDEF"),
                                      block("4E6F772069732074"))) == "3FA40E8A984D4815");
}

TEST_CASE("a key diversified with 3DES is the factor and its complement, each enciphered", "[issuer_keys]") {
    const auto master = key(standard_key);
    const auto both = to_hex(diversified(Cipher::triple_des, master, block("0123456789ABCDE7")));
    CHECK(both.substr(0, 16) == "7F1D0A77826B8AFF");
    const auto complement = to_hex(session_key(Cipher::triple_des, master, block("FEDCBA9876543218")));
    CHECK(both.substr(16) == complement.substr(0, 16));
}

TEST_CASE("an authentication with the test keys gives what it gave by hand", "[issuer_keys]") {
    const auto vector = GENERATE(values<Vector>({
        {Cipher::triple_des, Purpose::internal_authentication, "20B60F89330C481AD6B266DE45C115D0",
         "09B9E8D9287E1BAA09B9E8D9287E1BAA", "49603D579A103E32"},
        {Cipher::triple_des, Purpose::reading_the_holder, "7050AA93D877ADCCA4ECCEEF43C15009",
         "564A385530F8B94C564A385530F8B94C", "507FC3EBADE95FEC"},
        {Cipher::sm4, Purpose::internal_authentication, "B7C7C1FC29EA899E81142B3B10BE875B",
         "CF2D6447D866CD66199CBBC6601B9505", "27FB2FD333D7127B"},
        {Cipher::sm4, Purpose::reading_the_holder, "773FA22AEFD8261AB9F04FA90495DD2D",
         "75CDD9435B6F1C99CC96246E8E1B854E", "125D64D0408D03E0"},
    }));
    const auto card = diversified(vector.cipher, test_key(vector.purpose), block("8684310000000001"));
    CHECK(to_hex(card) == vector.card_key);
    const auto session = session_key(vector.cipher, card, block("1122334455667788"));
    CHECK(to_hex(session) == vector.session);
    CHECK(to_hex(authentication_value(vector.cipher, session, block("99AABBCCDDEEFF00"))) == vector.value);
}

TEST_CASE("a card's factor is the end of its historical bytes", "[issuer_keys]") {
    const auto historical = from_hex("0081544C968684310000000001").value();
    CHECK(to_hex(card_factor(historical).value()) == "8684310000000001");
    CHECK(card_factor(ByteView{historical}.last(8)) == card_factor(historical));
    CHECK_FALSE(card_factor(ByteView{historical}.last(7)));
    CHECK_FALSE(card_factor({}));
}
