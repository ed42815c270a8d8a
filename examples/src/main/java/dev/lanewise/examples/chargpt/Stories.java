package dev.lanewise.examples.chargpt;

import dev.lanewise.examples.pictures.PenRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text that the program composes: short stories with what there is to learn in English prose. Verbs agree with what
 * they belong to, names and pronouns recur, days follow each other, sums are right, and quotes that open close. It is
 * the same text always, whatever the seed of a run.
 */
final class Stories {
    /** The characters at least. */
    static final int LENGTH = 320_000;

    private static final long SEED = 15;
    private static final List<String> NUMBERS = List.of("no", "one", "two", "three", "four", "five", "six", "seven",
            "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen");
    private static final List<String> DAYS = List.of(
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
    private static final List<String> GIRLS = List.of(
            "Mara", "Elin", "Rosa", "Hanna", "Ida", "Greta", "Lucy", "Nora", "Vera", "Jane", "Petra", "Wilma");
    private static final List<String> BOYS = List.of(
            "Tom", "Jonas", "Karl", "Otto", "Paul", "Emil", "Hugo", "Felix", "Simon", "Bert", "Max", "Quentin");
    private static final List<String> THINGS = List.of(
            "apple", "pear", "plum", "button", "candle", "coin", "egg", "lamp", "shell", "spoon", "ribbon",
            "stone", "walnut", "bell", "key");

    private static final Grammar GRAMMAR = new Grammar("""
            story = {open}/{count}/{walk}/{end} | {open}/{scene}/{count}/{end} | {open}/{walk}/{talk}/{end} \
            | {open}/{talk}/{count}/{walk}/{end} | {scene}/{open}/{talk}/{end} | {open}/{days}/{count}/{end} \
            | {open}/{days}/{scene}/{talk}/{end} | {scene}/{days}/{walk}/{end}
            open = {when}, {hero} lived with {his} {kin} {friend} in {aplace}. {meet} \
            | There was once {aworker} whose name was {hero}. {^he} had {akin}, {friend}, and {meeting}. \
            | {hero} was {aworker}, and {his} {kin} {friend} was {aworker} too. {meet}
            when = Once upon a time | Many years ago | Long ago | In the days of the old king | One winter
            akin = a {kin} | only one {kin} | a much older {kin}
            aplace = a small house by the {water} | the {adjective} town behind the {hill} | a mill near the {water} \
            | a hut at the edge of the {wood}
            water = river | lake | sea | brook
            hill = hill | mountain | castle
            wood = forest | wood | orchard
            aworker = a baker | a miller | a weaver | a smith | a sailor | a shepherd | an innkeeper | an actor \
            | a teacher | a gardener
            meet = Every {season} the two of them {did} the {adjective} {place}. | They were \
            {mood}, and nobody was as often \
            {mood} as {friend}. | {^he} {did} {his} {kin} every day, and {friend} {did} {him}.
            meeting = they shared whatever they had | they were never apart | the two of them were always {mood}
            season = spring | summer | autumn | winter
            did = visited | watched | remembered | missed | helped | greeted
            mood = happy | tired | hungry | cheerful | quiet | busy | curious
            adjective = old | little | quiet | green | narrow | bright | crooked | empty | grey | famous | strange
            place = market | garden | harbour | bridge | tower | meadow | church | well
            scene = {agree} {agree} | {weather} {agree} | {agree} {weather} {agree}
            weather = It rained all {part}. | The sun shone on the {place}. | Snow lay on the roofs of the {place}. \
            | The wind blew from the {hill} to the {place}.
            part = morning | afternoon | evening | night | day
            agree = The {adjective} {beast} {verbs} {where}, and the {beast}s {verb} {where}. \
            | {^number} {beast}s {verb} {where}, but one {beast} {verbs} {where}. \
            | When the {beast}s {verb} {where}, the {adjective} {beast} {verbs} {where}. \
            | The {beast} that {verbs} {where} is {adjective}; the {beast}s that {verb} {where} are not.
            number = two | three | four | five | six | seven
            beast = dog | cat | goat | horse | duck | crow | owl | hen | rabbit | frog | donkey
            verb = sleep | wait | run | sing | hide | rest | eat | sit | dance
            verbs = sleeps | waits | runs | sings | hides | rests | eats | sits | dances
            where = under the table | by the door | behind the {place} | near the {water} | on the roof \
            | in the {wood} | beside the {adjective} well
            count = On {first} {hero} counted {his} {many}: {list}. On {second} {friend} brought {him} {more}, and \
            then there were {sum}. "{^sum} {many}!" said {hero}. | "How many {many} do you have?" asked {friend}. \
            {hero} counted them: {list}. "{^some}," {he} said. "And with {more} of yours there are {sum}." \
            | {hero} found {more} {many} {where} and already had {some} at home. {^he} put them into a row and counted \
            up to {sum}. {friend} gave {him} one more {thing}, and {he} was {mood}.
            days = On {first} {hero} went to the {place}. On {second} {he} stayed at home, for {he} was {mood}. On \
            {third} {friend} {did} {him}, and they {went} to the {place} together. \
            | From {first} to {third} {friend} stayed away. On {second} {hero} was {mood}, and on {third} {he} was \
            {mood} again.
            went = walked | ran | hurried | rode
            walk = {hero} and {friend} {went} to the {place}. {see} {say} | In the {part} {he} took {his} {coat} and \
            {went} through the {wood}. {see} | {friend} {went} ahead, and {hero} followed {fhim}. {say} {see}
            coat = coat | hat | basket | lantern | stick
            see = There {he} saw {anything} {where}. | A {beast} sat {where} and looked at {him}. | They saw {number} \
            {beast}s {where}.
            anything = an {adjvowel} {thing} | a {adjconsonant} {thing} | a {beast} and an {adjvowel} {beast}
            adjvowel = old | empty | ugly | enormous | ordinary
            adjconsonant = little | bright | green | crooked | strange
            say = "{question}" asked {hero}. "{answer}" said {friend}. | "{question}" {friend} asked. "{answer}" {he} \
            answered. | "Look," said {friend}, "the {beast} {verbs} {where}!"
            talk = {say} {say} | {say} {hero} was {mood}. {say} | {say} {hero} laughed, and {friend} laughed with {him}.
            question = Where are you going? | What is that? | Who lives {where}? | Are you {mood}? \
            | Why do the {beast}s {verb} {where}? | Do you hear the {beast}?
            answer = To the {place}, | Nobody knows, | My {kin} told me that it is {anything}, | I am not {mood}, \
            | It is only {anything}, | They always {verb} there, | Yes, it {verbs} {where},
            end = At night they were {mood}, and {hero} told {friend} about the {beast}s. \
            | {hero} kept {his} {sum} {many} for many years. | So {friend} went home, and {hero} slept until {third}. \
            | And if {he} has not moved away, {hero} still lives near the {place}. \
            | "Good night, {hero}," said {friend}. "Good night, {friend}," said {hero}.""");

    private Stories() {}

    /** Composes stories, with an empty line between any two, until there are so many characters. */
    static String text(int length) {
        StringBuilder text = new StringBuilder();
        for (long story = 0; text.length() < length; story++) {
            text.append(text.isEmpty() ? "" : "\n").append(story(new PenRandom(SEED, 0, story)));
        }
        return text.toString();
    }

    private static String story(PenRandom random) {
        Map<String, String> given = new HashMap<>();
        boolean girl = random.chance(0.5);
        boolean friendIsGirl = random.chance(0.5);
        String hero = pick(girl ? GIRLS : BOYS, random);
        String friend = pick(friendIsGirl ? GIRLS : BOYS, random);
        while (friend.equals(hero)) {
            friend = pick(friendIsGirl ? GIRLS : BOYS, random);
        }
        given.put("hero", hero);
        given.put("he", girl ? "she" : "he");
        given.put("his", girl ? "her" : "his");
        given.put("him", girl ? "her" : "him");
        given.put("friend", friend);
        given.put("fhim", friendIsGirl ? "her" : "him");
        given.put("kin",
                pick(friendIsGirl ? List.of("sister", "aunt", "cousin") : List.of("brother", "uncle", "cousin"),
                        random));
        String thing = pick(THINGS, random);
        given.put("thing", thing);
        given.put("many", thing + "s");
        int some = 2 + random.below(6);
        int more = 2 + random.below(6);
        given.put("some", NUMBERS.get(some));
        given.put("more", NUMBERS.get(more));
        given.put("sum", NUMBERS.get(some + more));
        given.put("list", String.join(", ", NUMBERS.subList(1, some + 1)));
        int day = random.below(DAYS.size());
        List<String> names = List.of("first", "second", "third");
        for (int i = 0; i < names.size(); i++) {
            given.put(names.get(i), DAYS.get((day + i) % DAYS.size()));
        }
        return GRAMMAR.compose("{story}", given, random).replace('/', '\n') + "\n";
    }

    private static String pick(List<String> words, PenRandom random) {
        return words.get(random.below(words.size()));
    }
}
