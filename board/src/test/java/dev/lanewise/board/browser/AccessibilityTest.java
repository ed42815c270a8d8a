package dev.lanewise.board.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a screen reader is told of a page that shows a training, in Chromium's accessibility tree. */
class AccessibilityTest extends PageTest {
    private static final Set<String> INTERACTIVE = Set.of("button", "link", "checkbox", "radio", "combobox", "slider",
            "textbox", "searchbox", "spinbutton", "application", "DisclosureTriangle", "option", "menuitem", "switch",
            "tab", "ComboBoxSelect");
    private static final Set<String> PICTURES = Set.of("image", "img", "Canvas", "figure-image");

    /** An element as a screen reader has it. */
    private record Node(String role, String name, Map<?, ?> properties, Map<?, ?> raw) {
        static Node of(Map<?, ?> raw) {
            return new Node(value(raw, "role"), value(raw, "name"), properties(raw), raw);
        }

        private static String value(Map<?, ?> raw, String key) {
            return raw.get(key) instanceof Map<?, ?> one ? String.valueOf(one.get("value")) : "";
        }

        private static Map<?, ?> properties(Map<?, ?> raw) {
            Map<String, Object> all = new HashMap<>();
            if (raw.get("properties") instanceof List<?> list) {
                for (Object each : list) {
                    Map<?, ?> property = (Map<?, ?>) each;
                    all.put(String.valueOf(property.get("name")), ((Map<?, ?>) property.get("value")).get("value"));
                }
            }
            return all;
        }

        @Override
        public String toString() {
            return role + " '" + name + "', element " + raw.get("backendDOMNodeId");
        }

        boolean isTold() {
            return !Boolean.TRUE.equals(raw.get("ignored"));
        }

        int level() {
            return properties.get("level") instanceof Number level ? level.intValue() : 0;
        }
    }

    private List<Node> tree() {
        browser.devTools("Accessibility.enable", Map.of());
        List<Node> nodes = new ArrayList<>();
        for (Object each : (List<?>) browser.devTools("Accessibility.getFullAXTree", Map.of()).get("nodes")) {
            Node node = Node.of((Map<?, ?>) each);
            if (node.isTold()) {
                nodes.add(node);
            }
        }
        browser.devTools("Accessibility.disable", Map.of());
        return nodes;
    }

    private Training trained() {
        Training training = new Training(board, "marks", 1, 3).begin();
        training.ended();
        browser.go(address());
        browser.waitForText("#panel-status .state", "complete");
        browser.waitForText("#panel-confusion .summary", "of 60 examples");
        browser.find("#panel-filters canvas");
        return training;
    }

    @Test
    void whatCanBeUsedHasARoleAndAName() {
        try (Training _ = trained()) {
            List<Node> nodes = tree();
            assertThat(nodes).filteredOn(node -> INTERACTIVE.contains(node.role())).hasSizeGreaterThan(30)
                    .allSatisfy(node -> assertThat(node.name()).as(node.toString()).isNotBlank());
            // What takes the keyboard's focus is one of them, or a named region that can be scrolled.
            assertThat(nodes).filteredOn(node -> Boolean.TRUE.equals(node.properties().get("focusable")))
                    .allSatisfy(node -> assertThat(node.name() + node.role()).as(node.toString())
                            .matches(text -> !node.name().isBlank() || node.role().matches("main|RootWebArea")));
        }
    }

    @Test
    void headingsAreAnOutline() {
        try (Training _ = trained()) {
            List<Node> headings = tree().stream().filter(node -> node.role().equals("heading")).toList();
            assertThat(headings).hasSizeGreaterThan(10).allSatisfy(node -> assertThat(node.name()).isNotBlank());
            assertThat(headings.getFirst().level()).isEqualTo(1);
            assertThat(headings).filteredOn(node -> node.level() == 1).hasSize(1);
            for (int i = 1; i < headings.size(); i++) {
                assertThat(headings.get(i).level()).as(headings.get(i).name())
                        .isBetween(2, headings.get(i - 1).level() + 1);
            }
            assertThat(headings.stream().filter(node -> node.level() == 2).map(Node::name)).doesNotHaveDuplicates()
                    .contains("Status", "Controls", "Runs", "Curves", "Draw", "Confusion matrix", "Worst mistakes",
                            "Weights of the first layer", "Events", "Weights and gradients", "Model");
        }
    }

    @Test
    void picturesAreInWordsWithTheirValues() {
        try (Training _ = trained()) {
            List<Node> pictures = tree().stream().filter(node -> PICTURES.contains(node.role())).toList();
            assertThat(pictures).hasSizeGreaterThan(15).allSatisfy(node -> assertThat(node.name())
                    .as(node.toString()).isNotBlank());
            List<String> names = pictures.stream().map(Node::name).toList();
            String number = "[0-9.,e-]+";
            assertThat(names).anyMatch(name -> name.matches("Loss of each batch by step; last values: marks value "
                    + number + " \\(from " + number + " to " + number + "\\)"));
            assertThat(names)
                    .anyMatch(name -> name.matches("Accuracy of each epoch by step; last values: marks training "
                            + number + " \\(from .*\\), validation " + number + " \\(from .*\\)"));
            assertThat(names).anyMatch(name -> name.matches("Weights of .* over steps; last norm " + number
                    + " \\(from .*\\), last largest absolute value " + number + " \\(from .*\\)"));
            assertThat(names).anyMatch(name -> name.matches("Weights of .*: \\d+ histograms from .* to .*"));
        }
    }

    /** While a training goes on, only what somebody waits for is read aloud. */
    @Test
    void liveRegionsAreQuiet() {
        try (Training _ = new Training(board, "marks", 1, 500).slowedBy(10).begin()) {
            browser.go(address());
            browser.waitForText("#panel-confusion .summary", "of 60 examples");
            List<Node> live = tree().stream().filter(node -> node.properties().get("live") instanceof String how
                    && !how.equals("off")).toList();
            assertThat(live).isNotEmpty().allSatisfy(
                    node -> assertThat(node.properties().get("live")).as(node.name()).isEqualTo("polite"));
            browser.evaluate("""
                    (window.said = [], new MutationObserver(changes => {
                        for (const {target} of changes) {
                            const at = target.nodeType === 1 ? target : target.parentElement;
                            const region = at?.closest('[role=status], [role=log], [role=alert], [aria-live], output');
                            if (region) window.said.push(region.className + ': ' + region.textContent);
                        }
                    }).observe(document.body, {subtree: true, childList: true, characterData: true}), true)""");
            String before = browser.text("#panel-status .facts");
            Browser.pause(4000);
            assertThat(browser.text("#panel-status .facts")).isNotEqualTo(before);
            assertThat(browser.<List<String>>evaluate("window.said")).isEmpty();
        }
    }
}
