package dev.lanewise.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cells: their values, their output, and what happens to those that go wrong. */
class SessionTest {
    private static Session session;

    @BeforeAll
    static void open() {
        session = new Session();
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static String printed(List<Event> events) {
        return events.stream().filter(Event.Printed.class::isInstance).map(e -> ((Event.Printed) e).text())
                .collect(Collectors.joining());
    }

    private static Object value(String source) {
        return result(source).value();
    }

    private static Event.Result result(String source) {
        List<Event> events = session.evaluate(source);
        assertThat(events.getLast()).isInstanceOf(Event.Result.class);
        return (Event.Result) events.getLast();
    }

    private static Event.Failed failure(String source) {
        List<Event> events = session.evaluate(source);
        assertThat(events.getLast()).as(source).isInstanceOf(Event.Failed.class);
        return (Event.Failed) events.getLast();
    }

    private static String lines(Event.Failed failure) { // without the numbers of cells, which depend on the order
        return String.join("\n", failure.lines()).replaceAll("cell \\d+", "cell N");
    }

    @Test
    void theLastExpressionIsTheValue() {
        assertThat(value("int seven = 7;\nseven * 6")).isEqualTo(42);
        assertThat(value("seven")).isEqualTo(7);
        assertThat(value("String.valueOf(seven) // a comment")).isEqualTo("7");
        assertThat(value("null")).isNull();
    }

    @Test
    void statementsAndAssignmentsHaveNoValue() {
        assertThat(session.evaluate("Math.max(1, 2);")).isEmpty();
        assertThat(session.evaluate("int assigned = 1; assigned = 2")).isEmpty();
        assertThat(session.evaluate("")).isEmpty();
        assertThat(session.evaluate("// nothing")).isEmpty();
        assertThat(session.evaluate("record Pair(int a, int b) {}")).isEmpty();
    }

    @Test
    void theSameValueIsHandedOutNotItsText() {
        List<Event> events = session.evaluate("new Object()");
        assertThat(((Event.Result) events.getLast()).value()).isNotInstanceOf(String.class);
    }

    @Test
    void outputKeepsItsOrderAndItsStream() {
        List<Event> events = session.evaluate("""
                System.out.println("äöü 😀"); System.err.print("wrong"); System.out.print("end");""");
        assertThat(events).containsExactly(new Event.Printed(false, "äöü 😀\n"), new Event.Printed(true, "wrong"),
                new Event.Printed(false, "end"));
    }

    @Test
    void manyLinesComeInFewPieces() {
        List<Event> events = session.evaluate("for (int i = 0; i < 10_000; i++) System.out.println(i);");
        assertThat(printed(events)).hasLineCount(10_000).endsWith("9999\n");
        assertThat(events).hasSizeLessThan(200);
    }

    @Test
    void aGigabyteOfOutputIsCutAndItsEndShown() {
        long before = used();
        List<Event> events = session.evaluate("""
                byte[] megabyte = new byte[1 << 20]; Arrays.fill(megabyte, (byte) 'x');
                for (int i = 0; i < 1024; i++) System.out.write(megabyte, 0, megabyte.length);
                System.out.println("and the end");""");
        String text = printed(events);
        assertThat(text).hasSizeBetween(Console.LIMIT, Console.LIMIT + 10_000)
                .contains("the cell has printed 524288 bytes", "bytes left out").endsWith("and the end\n");
        assertThat(used() - before).isLessThan(100 << 20);
        assertThat(value("1 + 1")).isEqualTo(2);
    }

    @Test
    void piecesOfOutputAreCountedHoweverSmallTheyAre() {
        List<Event> events = session.evaluate(
                "for (int i = 0; i < 20_000; i++) { System.out.print(\"x\"); System.err.print(\"y\"); }");
        assertThat(events).hasSizeLessThan(5000);
        assertThat(printed(events)).contains("changed between out and err", "bytes left out");
        List<Event> shown = session.evaluate("for (int i = 0; i < 20_000; i++) display(i);");
        assertThat(shown.stream().filter(Event.Displayed.class::isInstance)).hasSizeBetween(1000, 4096);
        assertThat(printed(shown)).containsOnlyOnce(Renderer.TOO_MUCH);
    }

    @Test
    void ofWhatIsRedrawnTheLatestIsShownHoweverLongItGoesOn() {
        List<Event> events = session.evaluate("""
                String padding = "x".repeat(100_000);
                for (int i = 1; i <= 1000; i++) redraw("curve", i + padding);""");
        assertThat(events).hasSizeBetween(2, 500);
        assertThat(((Event.Displayed) events.getFirst()).replaces()).isFalse();
        assertThat(((Event.Displayed) events.getLast()).rendering().plain()).startsWith("1000x");
    }

    @Test
    void aValueThatNoPageCanTakeIsShownByItsText() {
        Event.Result result = result("\"<svg>\" + \"x\".repeat(1 << 24)");
        assertThat(result.rendering().forms()).containsOnlyKeys(Rendering.PLAIN);
        assertThat(result.rendering().plain()).contains("a picture (SVG, 16777221 characters)", Renderer.TOO_MUCH);
    }

    @Test
    void aCellCannotCloseTheOutputOfThoseBehindIt() {
        session.evaluate("System.out.close(); System.err.close(); new java.util.Scanner(System.in).close();");
        assertThat(printed(session.evaluate("System.out.print(1); System.err.print(2);"))).isEqualTo("12");
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void anErrorOfTheCompilerShowsTheLine() {
        assertThat(lines(failure("int fine = 1;\nint wrong = nobody(3);"))).isEqualTo("""
                cell N, line 2: cannot find symbol
                    int wrong = nobody(3);
                                ^^^^^^
                  symbol:   method nobody(int)""");
    }

    @Test
    void aCellThatEndsTooEarlyDoesNotStart() {
        assertThat(lines(failure("System.out.println(1);\nfor (int i = 0; i < 3; i++) {\n")))
                .startsWith("cell N, line 2: the cell ends in the middle of a statement");
    }

    @Test
    void aCellThatIsNoJavaDoesNotStart() {
        List<Event> events = session.evaluate("System.out.println(1);\nclass 3 {}");
        assertThat(events).hasSize(1);
        assertThat(lines((Event.Failed) events.getFirst())).startsWith("cell N, line 2: ").contains("    class 3 {}");
    }

    @Test
    void anExceptionShowsTheReadersLinesOnly() {
        session.evaluate("int deep(int n) {\n    return n == 0 ? 1 / n : deep(n - 1);\n}");
        assertThat(lines(failure("\n// a comment\ndeep(2);"))).isEqualTo("""
                ArithmeticException: / by zero
                  at cell N, line 2, in deep (3 times)
                  at cell N, line 3""");
    }

    @Test
    void anExceptionOfTheLibrarySaysWhatAndWhere() {
        assertThat(lines(failure("Tensor.zeros(2, 3).matmul(Tensor.zeros(2, 3))"))).isEqualTo("""
                IllegalArgumentException: matmul: [2, 3] x [2, 3]: inner sizes 3 and 2 differ
                  in dev.lanewise.tensor.primitives.MatmulOp.requireEqual
                  at cell N, line 1""");
    }

    @Test
    void anExceptionThatCannotBeReadIsStillOne() {
        Event.Failed failure = failure(
                "throw new Error() { public String getMessage() { throw new IllegalStateException(); } };");
        assertThat(lines(failure)).contains("its message and causes cannot be shown", "at cell N, line 1");
        assertThat(lines(failure("var a = new Exception(\"a\"); a.initCause(new Exception(\"b\", a));\nthrow a;")))
                .startsWith("Exception: ").contains("at cell N, line 1");
    }

    @Test
    void anErrorInTheTextOfAValueIsSaid() {
        assertThat(result("new Object() { public String toString() { throw new AssertionError(\"odd\"); } }")
                .rendering().plain()).endsWith("cannot be shown: java.lang.AssertionError: odd");
    }

    @Test
    void whatTheSessionItselfCannotBearEndsTheCellOnly() {
        assertThat(failure("System.setOut(null);").message()).contains("could not be run to its end");
        assertThat(printed(session.evaluate("System.out.print(3);"))).isEqualTo("3");
    }

    @Test
    void causesAreShown() {
        assertThat(lines(failure("throw new RuntimeException(\"outer\", new RuntimeException(\"inner\"));")))
                .contains("RuntimeException: outer", "caused by RuntimeException: inner");
    }

    @Test
    void endingTheProcessIsRefused() {
        assertThat(failure("System.exit(3);").message()).contains("would have ended the whole session with status 3");
        assertThat(failure("Runtime.getRuntime().halt(4);").message()).contains("status 4");
        assertThat(failure("IntStream.of(5).forEach(System::exit);").message()).contains("status 5");
        assertThat(value("2")).isEqualTo(2);
    }

    @Test
    void tooDeepARecursionLeavesTheSessionUsable() {
        session.evaluate("int endless(int n) { return endless(n + 1) + 1; }");
        assertThat(failure("endless(0)").message()).startsWith("StackOverflowError: the calls are nested too deeply");
        assertThat(value("3")).isEqualTo(3);
    }

    @Test
    void tooLittleMemoryLeavesTheSessionUsable() {
        Event.Failed failure = failure(
                "var hoard = new ArrayList<long[]>();\nwhile (true) hoard.add(new long[1 << 26]);");
        assertThat(failure.message()).startsWith("OutOfMemoryError: Java heap space; the session has ")
                .contains("-Xmx");
        assertThat(value("hoard.clear(); 4")).isEqualTo(4);
    }

    @Test
    void inputThatNobodyCanGiveIsRefused() {
        assertThat(failure("new Scanner(System.in).nextLine()").message()).contains("this session takes no input");
    }

    @Test
    void whatIsDeclaredLaterIsNotedAndThenFound() {
        assertThat(printed(session.evaluate("int first() { return second(); }")))
                .isEqualTo("note: first cannot be used yet: method second() is not declared\n");
        assertThat(failure("first()").message()).contains("method second() is not declared");
        assertThat(value("int second() { return 8; }\nfirst()")).isEqualTo(8);
    }

    @Test
    void aClassInUseIsDeclaredAgain() {
        assertThat(value("class Net { int n = 1; }\nNet net = new Net();\nint n() { return net.n; }\nn()"))
                .isEqualTo(1);
        assertThat(printed(session.evaluate("class Net { int n = 2; int more; }")))
                .contains("net is null now, as its type was declared again");
        assertThat(value("net = new Net(); n()")).isEqualTo(2);
    }

    @Test
    void anObjectOfAnOldClassIsExplained() {
        session.evaluate("class Old { int n; }\nvar old = new Old();\nOld twin() { return old; }");
        session.evaluate("class Old { int n; int m; }");
        assertThat(failure("twin()").message()).contains("run the cells that make its objects again");
        assertThat(value("var old = new Old(); twin().m")).isEqualTo(0);
    }

    @Test
    void codeThatWasCompiledBeforeSeesAVariableThatIsDeclaredAgain() {
        session.evaluate("String word = \"old\";\nSupplier<String> says = () -> word;");
        assertThat(value("String word = \"new\";\nsays.get()")).isEqualTo("new");
        assertThat(value("word = \"newest\";\nsays.get()")).isNotNull();
        assertThat(value("says.get()")).isEqualTo("newest");
    }

    @Test
    void valuesMayNotBecomeMarkup() {
        Event.Result result = result("\"<script>alert(1)</script>\"");
        assertThat(result.rendering().forms()).containsOnlyKeys(Rendering.PLAIN);
    }

    @Test
    void completionKnowsWhatTheCellDeclares() {
        String code = "String here = \"\";\nhere.isEm";
        Session.Completions found = session.complete(code, code.length());
        assertThat(found.names()).contains("isEmpty()");
        assertThat(found.from()).isEqualTo(code.length() - 4);
    }

    @Test
    void aVariableIsInspected() {
        session.evaluate("int looked = 5;");
        assertThat(session.inspect("looked", 2)).contains("looked").contains("int");
        assertThat(session.inspect("int x = Math.max(1, 2);", 14)).contains("int Math.max(int a, int b)");
        assertThat(session.inspect("Tensor.zeros(2)", 9)).contains("Tensor.zeros(int... dims)\nAll zeros.");
        assertThat(session.inspect("Losses.mse(", 10)).contains("Reduction reduction)\nAs mse(Tensor, Tensor) with");
        assertThat(session.inspect("Tensor", 3)).startsWith("dev.lanewise.tensor.Tensor\nA tensor of 32-bit floats");
        assertThat(session.inspect("new Linear(", 8)).contains("\nA map with a bias.");
    }

    @Test
    void theUsualNamesNeedNoImport() {
        assertThat(value("""
                RandomSource random = RandomSource.seed(1);
                var model = new Sequential(new Linear(4, 3, random), new ReLU());
                var adam = new Adam(model.parameters(), 1e-3);
                Losses.mse(model.forward(Tensor.ones(2, 4)), Tensor.ones(2, 3)).shape().rank()""")).isEqualTo(0);
    }
}
