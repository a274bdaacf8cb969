#include <sscard/apdu/tlv.hpp>

#include "input.hpp"
#include "promise.hpp"

using namespace sscard;

namespace {

bool within(ByteView part, ByteView whole) noexcept {
    return part.empty() ||
           (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// Walks the objects to the end or the first that is none; every value is part of the input.
template <class Reader>
std::size_t walk(ByteView input) {
    Reader reader{input};
    std::size_t objects = 0;
    while (!reader.at_end()) {
        const auto object = reader.next();
        if (!object) {
            PROMISE(object.error().fault == Fault::malformed_card);
            break;
        }
        PROMISE(within(object->value, input));
        PROMISE(++objects <= input.size());
    }
    return objects;
}

/// What is written is read again.
template <class Reader, class Append>
void survives(ByteView input, Append append) {
    if (input.empty()) return;
    const auto first = Reader{input}.next();
    if (!first || first->value.size() > 0xFFFF) return;
    Bytes written;
    append(written, first->tag, first->value);
    Reader again{written};
    const auto object = again.next();
    PROMISE(object && object->tag == first->tag);
    PROMISE(std::equal(object->value.begin(), object->value.end(), first->value.begin(), first->value.end()));
    PROMISE(again.at_end());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input{data, size};
    constexpr std::uint32_t tags[] = {0x84, 0x88, 0x6F, 0xA5, 0x9F0C, 0x86, 0x1F8101};
    const auto tag = tags[input.byte() % std::size(tags)];
    const auto bytes = input.rest();

    walk<apdu::BerTlvReader>(bytes);
    walk<apdu::SimpleTlvReader>(bytes);
    if (const auto found = apdu::find_ber(bytes, tag)) PROMISE(within(*found, bytes));
    survives<apdu::SimpleTlvReader>(bytes, [](Bytes& out, std::uint32_t as, ByteView value) {
        apdu::append_simple_tlv(out, static_cast<std::uint8_t>(as), value);
    });
    if (apdu::BerTlvReader{bytes}.at_end()) return 0;  // padding only
    survives<apdu::BerTlvReader>(bytes, apdu::append_ber_tlv);
    return 0;
}
