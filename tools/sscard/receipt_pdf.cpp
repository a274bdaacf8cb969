#include "receipt_pdf.hpp"

#include <hpdf.h>

#include <algorithm>
#include <array>
#include <memory>
#include <sscard/text/gb18030.hpp>

namespace sscard::tool {
namespace {

// Points, 1/72 inch.
constexpr float margin = 72;
constexpr float title_size = 16;
constexpr float text_size = 11;
constexpr float leading = 20;
constexpr float gap = 16;  // between label and value

using Document = std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, decltype(&HPDF_Free)>;

constexpr bool has_four_bytes(std::uint8_t first, std::uint8_t second) noexcept {
    return first >= 0x81 && second >= 0x30 && second <= 0x39;
}

/// Two bytes a Chinese character, as the font has them; control characters are blanks.
std::string in_gbk(const std::string& utf8) {
    constexpr std::string_view missing = "\xA1\xFE";  // 〓
    const auto bytes = text::to_gb18030(utf8).value_or(Bytes{});
    std::string gbk;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto first = bytes[at];
        const auto second = at + 1 < bytes.size() ? bytes[at + 1] : std::uint8_t{0};
        if (first < 0x80) {
            gbk += static_cast<char>(first < ' ' ? ' ' : first);
            at += 1;
        } else if (has_four_bytes(first, second)) {
            gbk += missing;
            at += 4;
        } else {
            gbk += static_cast<char>(first);
            gbk += static_cast<char>(second);
            at += 2;
        }
    }
    return gbk;
}

/// Writes from the top of the page downwards.
class Page {
public:
    Page(HPDF_Doc document, HPDF_Font font) : page_{HPDF_AddPage(document)}, font_{font} {
        HPDF_Page_SetSize(page_, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
        y_ = HPDF_Page_GetHeight(page_) - margin;
    }

    float width_of(const std::string& gbk, float size) {
        HPDF_Page_SetFontAndSize(page_, font_, size);
        return HPDF_Page_TextWidth(page_, gbk.c_str());
    }

    /// In as many lines as it takes between this place and the right margin.
    void write(std::string gbk, float x, float size) {
        const auto room = HPDF_Page_GetWidth(page_) - margin - x;
        HPDF_Page_SetFontAndSize(page_, font_, size);
        HPDF_Page_BeginText(page_);
        for (bool first = true; first || !gbk.empty(); first = false) {
            auto fitting = static_cast<std::size_t>(
                HPDF_Page_MeasureText(page_, gbk.c_str(), room, HPDF_FALSE, nullptr));
            fitting = std::clamp(fitting, std::min<std::size_t>(2, gbk.size()), gbk.size());
            HPDF_Page_TextOut(page_, x, y_, gbk.substr(0, fitting).c_str());
            gbk.erase(0, fitting);
            if (!gbk.empty()) y_ -= leading;
        }
        HPDF_Page_EndText(page_);
    }

    void next_line(float height = leading) { y_ -= height; }

private:
    HPDF_Page page_;
    HPDF_Font font_;
    float y_ = 0;
};

void draw(Page& page, const Sheet& sheet) {
    float labels = 0;
    for (const auto& row : sheet.rows()) {
        if (!row.is_title) labels = std::max(labels, page.width_of(in_gbk(row.label), text_size));
    }
    bool is_head = true;
    for (const auto& row : sheet.rows()) {
        if (row.is_title) {
            page.write(in_gbk(row.label), margin, is_head ? title_size : text_size);
            page.next_line(is_head ? 2 * leading : leading);
            is_head = false;
            continue;
        }
        page.write(in_gbk(row.label), margin, text_size);
        page.write(in_gbk(row.value), margin + labels + gap, text_size);
        page.next_line();
    }
}

std::string saved(HPDF_Doc document) {
    HPDF_SaveToStream(document);
    std::string content(HPDF_GetStreamSize(document), '\0');
    auto size = static_cast<HPDF_UINT32>(content.size());
    HPDF_ReadFromStream(document, reinterpret_cast<HPDF_BYTE*>(content.data()), &size);
    content.resize(size);
    return content;
}

}  // namespace

Result<std::string> receipt_pdf(const Sheet& sheet) {
    const Document document{HPDF_New(nullptr, nullptr), &HPDF_Free};
    if (!document) return fail(Fault::internal, "HPDF_New");
    HPDF_UseCNSFonts(document.get());
    HPDF_UseCNSEncodings(document.get());
    const auto font = HPDF_GetFont(document.get(), "SimSun", "GBK-EUC-H");
    if (font == nullptr) return fail(Fault::internal, "HPDF_GetFont");
    Page page{document.get(), font};
    draw(page, sheet);
    auto content = saved(document.get());
    if (const auto error = HPDF_GetError(document.get()); error != HPDF_OK)
        return fail(Fault::internal, "write PDF", static_cast<std::uint32_t>(error));
    return content;
}

}  // namespace sscard::tool
