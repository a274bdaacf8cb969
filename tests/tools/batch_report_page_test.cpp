#include "batch_report_page.hpp"

#include "catch.hpp"

using sscard::tool::html_text;
using sscard::tool::page_of;

TEST_CASE("text in a page is text", "[tool][page]") {
    CHECK(html_text("<b>&\"'张三") == "&lt;b&gt;&amp;&quot;'张三");
    CHECK(html_text("a\n\t\x01z") == "a   z");
    CHECK(html_text("a\xFFz") == "a\xEF\xBF\xBDz");
}

TEST_CASE("a section without a head is pairs, another one is a list with numbers on the right",
          "[tool][page]") {
    const auto page =
        page_of("b<", {{"Facts", {}, {{"name", "<b>"}}},
                       {"Rows", {"row", "why"}, {{"1", "x"}, {"22", "y"}}, nullptr, "and 3 more"}});
    CHECK(page.find("<h1>Batch b&lt;</h1>") != std::string::npos);
    CHECK(page.find("<tr><th scope=\"row\">name</th><td>&lt;b&gt;</td></tr>") != std::string::npos);
    CHECK(page.find("<tr><th class=\"number\">row</th><th>why</th></tr>") != std::string::npos);
    CHECK(page.find("<tr><td class=\"number\">22</td><td>y</td></tr>") != std::string::npos);
    CHECK(page.find("<p class=\"note\">and 3 more</p>") != std::string::npos);
    CHECK(page.find("class=\"share\"") == std::string::npos);
}

TEST_CASE("a section with shares has a bar behind each row", "[tool][page]") {
    const auto page = page_of("b", {{"Rows", {}, {{"all", "3"}, {"some", "1"}}, nullptr, "", {1, 1.0 / 3}},
                                    {"Why", {"why"}, {{"x"}}, nullptr, "", {0.5}}});
    CHECK(page.find("<td>3</td><td class=\"share\"><div style=\"width: 100.0%\"></div></td></tr>") !=
          std::string::npos);
    CHECK(page.find("<td>1</td><td class=\"share\"><div style=\"width: 33.3%\"></div></td></tr>") !=
          std::string::npos);
    CHECK(page.find("<tr><th>why</th><th></th></tr>") != std::string::npos);
    CHECK(page.find("<tr><td>x</td><td class=\"share\"><div style=\"width: 50.0%\"></div></td></tr>") !=
          std::string::npos);
}
