#pragma once

#include <fstream>
#include <functional>
#include <iterator>
#include <sscard/card/reading.hpp>
#include <sscard/virtual_card/card_file.hpp>
#include <sscard/virtual_card/engine.hpp>
#include <stdexcept>
#include <string>

#include "scripted_card.hpp"

namespace sscard::card {

inline const std::string today = "2026-01-01";
inline const std::string select_name = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF";
inline const std::string fci = "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860103";

inline std::string text_of(const std::string& path) {
    std::ifstream in{std::string{SSCARD_SOURCE_DIR} + "/" + path, std::ios::binary};
    if (!in) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

inline virtual_card::CardFile sample(const std::string& name) {
    return virtual_card::CardFile::parse(text_of("tests/cards/" + name + ".json")).value();
}

/// A card file with these members beside the schema.
inline virtual_card::CardFile card_with(const std::string& members) {
    return virtual_card::CardFile::parse(R"({"schema": "sscard.card/1", )" + members + "}").value();
}

/// The members of a usual card, to be put together.
inline const std::string usual_card =
    R"("card": {"number": "D2143569X", "identification_number": "310000D156000005000000017A3C5E90",
        "class": "3", "spec_version": "2.00", "initialising_body": "915600000231000031010001",
        "issued_on": "2020-06-01", "expires_on": "2099-06-01"})";
inline const std::string usual_holder =
    R"("holder": {"id_number": "11010519491231002X", "name": "张三", "sex": "female",
        "ethnic_group_code": "01", "birthplace_code": "110105", "birth_date": "1949-12-31"})";

/// Another card's answers, seen through a function; counts the commands.
class Twisted final : public apdu::Transport {
public:
    using Twist = std::function<Result<Bytes>(ByteView command, apdu::Transport& card)>;

    explicit Twisted(apdu::Transport& card, Twist twist = {}) : card_{&card}, twist_{std::move(twist)} {}

    Result<Bytes> transmit(ByteView command) override {
        commands.push_back(to_hex(command));
        return twist_ ? twist_(command, *card_) : card_->transmit(command);
    }
    apdu::Protocol protocol() const override { return card_->protocol(); }
    Bytes atr() const override { return card_->atr(); }

    std::vector<std::string> commands;

private:
    apdu::Transport* card_;
    Twist twist_;
};

/// Behind a Twisted card that says everything itself.
inline apdu::Transport& no_card() {
    static test::ScriptedCard nobody;
    return nobody;
}

inline FieldSet fields(std::initializer_list<Field> wanted) {
    FieldSet set;
    for (const auto field : wanted) set.set(index(field));
    return set;
}

inline Result<Reading> read_all(apdu::Transport& card, const Habits& habits = {}) {
    return read_card(card, all_fields(), today, habits);
}

inline Result<Reading> read_all(virtual_card::CardFile file) {
    virtual_card::Engine card{std::move(file)};
    return read_all(card);
}

/// "code field raw" of every warning, in the order given.
inline std::vector<std::string> warnings_of(const Reading& reading) {
    std::vector<std::string> all;
    for (const auto& warning : reading.warnings) {
        auto line = std::string{warning.code} + " " + spec(warning.field).name();
        all.push_back(warning.raw.empty() ? line : line + " " + warning.raw);
    }
    return all;
}

}  // namespace sscard::card
