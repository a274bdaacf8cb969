#include "receipt_pdf.hpp"

#include <hpdf.h>

#include <algorithm>
#include <memory>
#include <sscard/text/gb18030.hpp>
#include <vector>

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

/// Characters of one font in a row.
struct Run {
    bool latin;
    std::vector<std::string> characters;  // GBK: one byte, or two
};

void append(std::vector<Run>& runs, bool latin, std::string character) {
    if (runs.empty() || runs.back().latin != latin) runs.push_back({latin, {}});
    runs.back().characters.push_back(std::move(character));
}

/// Control characters are blanks.
std::vector<Run> runs_of(const std::string& utf8) {
    constexpr const char* missing = "\xA1\xFE";  // 〓
    const auto bytes = text::to_gb18030(utf8).value_or(Bytes{});
    std::vector<Run> runs;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto first = bytes[at];
        const auto second = at + 1 < bytes.size() ? bytes[at + 1] : std::uint8_t{0};
        if (first < 0x80) {
            append(runs, true, {first < ' ' ? ' ' : static_cast<char>(first)});
            at += 1;
        } else if (has_four_bytes(first, second)) {
            append(runs, false, missing);
            at += 4;
        } else {
            append(runs, false, {static_cast<char>(first), static_cast<char>(second)});
            at += 2;
        }
    }
    return runs;
}

/// Writes from the top of a page downwards, and goes on on the next one.
class Page {
public:
    explicit Page(HPDF_Doc document)
        : document_{document},
          latin_{HPDF_GetFont(document, "Helvetica", "WinAnsiEncoding")},
          chinese_{HPDF_GetFont(document, "SimSun", "GBK-EUC-H")} {
        turn();
    }

    float width_of(const std::string& utf8, float size) {
        float width = 0;
        for (const auto& run : runs_of(utf8)) {
            HPDF_Page_SetFontAndSize(page_, run.latin ? latin_ : chinese_, size);
            for (const auto& character : run.characters)
                width += HPDF_Page_TextWidth(page_, character.c_str());
        }
        return width;
    }

    /// In as many lines as it takes between this place and the right margin.
    void write(const std::string& utf8, float x, float size) {
        const auto right = HPDF_Page_GetWidth(page_) - margin;
        auto pen = x;
        for (const auto& run : runs_of(utf8)) {
            HPDF_Page_SetFontAndSize(page_, run.latin ? latin_ : chinese_, size);
            auto start = pen;
            std::string part;
            for (const auto& character : run.characters) {
                const auto width = HPDF_Page_TextWidth(page_, character.c_str());
                if (pen + width > right && pen > x) {
                    put(part, start);
                    part.clear();
                    next_line();
                    start = pen = x;
                    HPDF_Page_SetFontAndSize(page_, run.latin ? latin_ : chinese_, size);
                }
                part += character;
                pen += width;
            }
            put(part, start);
        }
    }

    void next_line(float height = leading) {
        y_ -= height;
        if (y_ < margin) turn();
    }

private:
    void turn() {
        page_ = HPDF_AddPage(document_);
        HPDF_Page_SetSize(page_, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
        y_ = HPDF_Page_GetHeight(page_) - margin;
    }

    void put(const std::string& gbk, float x) {
        HPDF_Page_BeginText(page_);
        HPDF_Page_TextOut(page_, x, y_, gbk.c_str());
        HPDF_Page_EndText(page_);
    }

    HPDF_Doc document_;
    HPDF_Page page_ = nullptr;
    HPDF_Font latin_;
    HPDF_Font chinese_;
    float y_ = 0;
};

void draw(Page& page, const Sheet& sheet) {
    float labels = 0;
    for (const auto& row : sheet.rows()) {
        if (!row.is_title) labels = std::max(labels, page.width_of(row.label, text_size));
    }
    bool is_head = true;
    for (const auto& row : sheet.rows()) {
        if (row.is_title) {
            page.write(row.label, margin, is_head ? title_size : text_size);
            page.next_line(is_head ? 2 * leading : leading);
            is_head = false;
            continue;
        }
        page.write(row.label, margin, text_size);
        page.write(row.value, margin + labels + gap, text_size);
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
    Page page{document.get()};
    draw(page, sheet);
    auto content = saved(document.get());
    if (const auto error = HPDF_GetError(document.get()); error != HPDF_OK)
        return fail(Fault::internal, "write PDF", static_cast<std::uint32_t>(error));
    return content;
}

}  // namespace sscard::tool
