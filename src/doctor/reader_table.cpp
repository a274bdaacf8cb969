// Made by udev/generate from udev/readers.csv: change that table, not this file.
#include <sscard/doctor/known_readers.hpp>

namespace sscard::doctor {
namespace {

constexpr KnownReader table[] = {
    {{0x096E, 0x060D}, ReaderKind::ccid, "Feitian R502"},
    {{0x096E, 0x0608}, ReaderKind::ccid, "Feitian 502-CL"},
    {{0x096E, 0x061A}, ReaderKind::ccid, "Feitian bR301"},
    {{0x23D8, 0x0603}, ReaderKind::ccid, "CREATOR CRT-603"},
    {{0x163C, 0x0A03}, ReaderKind::ccid, "Watchdata W5181"},
    {{0x257B, 0xC305}, ReaderKind::ccid, "DC4 5CCID"},
    {{0x257B, 0xD205}, ReaderKind::ccid, "DC4 eID_R6"},
    {{0x1EA8, 0x8013}, ReaderKind::ccid, "Excelsecu"},
    {{0xAE68, 0x8001}, ReaderKind::ccid, "GHI NC001"},
    {{0x072F, 0xB100}, ReaderKind::ccid, "ACS ACR39U"},
    {{0x072F, 0x90CC}, ReaderKind::ccid, "ACS ACR38U-CCID"},
    {{0x076B, 0x3021}, ReaderKind::ccid, "HID Omnikey 3121"},
    {{0x04E6, 0x511F}, ReaderKind::ccid, "Identiv SCR3310v2"},
    {{0x058F, 0x9520}, ReaderKind::ccid, "Alcor AU9520"},
    {{0x05E3, 0x0757}, ReaderKind::ccid, "Genesys Logic 0757"},
    {{0x05E3, 0x0758}, ReaderKind::ccid, "Genesys Logic 0758"},
    {{0x05E3, 0x0771}, ReaderKind::ccid, "Genesys Logic 0771"},
    {{0x08E6, 0x3437}, ReaderKind::ccid, "Gemalto PC Twin"},
    {{0x0471, 0xA112}, ReaderKind::vendor_hid, "DeCard T10/D3"},
};

}  // namespace

std::span<const KnownReader> known_readers() noexcept { return table; }

}  // namespace sscard::doctor
