/*
 * Refresh tokens under two replicas. docs/protocol.md "Refresh tokens"; packages/issuer/src/tokens/{issue-tokens,replay}.ts
 *
 * A chain of tokens 0, 1, 2 ...; whoever presents token t gets token t + 1. Time goes in steps of 10 s: a rotation is one burst for
 * a step, and its window is open for three. LIMIT stands for the ten counted replays of a day.
 * The honest client loses answers, sends twice, and comes back within 20 s. With THIEF somebody copies its token once.
 *
 * What must hold: a token has at most one child; nothing is issued after the end of the grant; the same answer is given only within the
 * window, only while nobody has used it, and outside of the burst at most LIMIT times. Without a thief nobody is ever locked out.
 *
 * Guards that a twin takes away, whereupon the run must fail:
 *   SPLIT           the store reads and writes in two steps instead of one
 *   STRICT          a rotated token gets no answer at all
 *   MINT            a replay gets a child of its own instead of the stored one
 *   NO_LIMIT        replays are not counted
 *   LOOSE_COUNT     the count is read and written in two steps
 *   NO_GRANDPARENT  a token is answered although its child was used
 *   NO_WINDOW       the stored answer never goes away
 *   NO_END          a token is issued although its grant has ended
 */
#define BURST 1
#define WINDOW 3
#define NEVER 9
#define REFUSED 200
#define LOST 201
#define HONEST 0
#define STEALER 1

#ifdef THIEF
#define LAST 3          /* tokens 0 .. LAST */
#define LIMIT 1
#define SLIPS 1         /* how often the client loses an answer or sends twice */
#else
#define LAST 4
#define LIMIT 2
#define SLIPS 2
#endif

/* What the store keeps of the grant. `age`: how long ago each token was rotated; from WINDOW on all ages are alike. */
bool ended;
byte age[LAST + 2] = NEVER;
byte children[LAST + 2];
byte counted;

byte servedLate;        /* same answers that were given after the burst */
byte mine;              /* the newest token that the honest client has */
byte slips;
bool lockedOut;
byte asks = NEVER;      /* how long the honest client has been asking; NEVER: it does not */

chan request = [0] of { byte, byte };
chan answer[2] = [2] of { byte };

inline rotate(t) {
	age[t] = 0; children[t]++; result = t + 1
}

/* The store decides in one step who rotates; who comes too late looks again, and may be given the stored answer. */
proctype Replica() {
	byte token, who, result, seen, past;
	bool isFree, mayAnswer;
end:	do
	:: atomic { request?token, who -> result = REFUSED };
#ifdef SPLIT
		isFree = age[token] == NEVER && !ended;
		if
		:: isFree -> atomic { rotate(token) }
		:: else -> skip
		fi;
#else
		atomic {
#ifdef NO_END
			isFree = age[token] == NEVER;
#else
			isFree = age[token] == NEVER && !ended;
#endif
			if
			:: isFree -> assert(!ended); rotate(token)
			:: else -> skip
			fi
		};
#endif
		if
		:: !isFree ->
			atomic {
				past = age[token];
				mayAnswer = past != NEVER && !ended;
#ifdef STRICT
				mayAnswer = false;
#endif
#ifndef NO_GRANDPARENT
				mayAnswer = mayAnswer && age[token + 1] == NEVER;
#endif
#ifndef NO_WINDOW
				mayAnswer = mayAnswer && past < WINDOW;
#endif
				assert(!mayAnswer || (past < WINDOW && age[token + 1] == NEVER))
			};
			if
			:: !mayAnswer -> ended = true
			:: mayAnswer && past < BURST -> result = token + 1
			:: mayAnswer && past >= BURST ->
#ifdef LOOSE_COUNT
				seen = counted;
				atomic {
#else
				atomic {
					seen = counted;
#endif
#ifdef NO_LIMIT
					seen = 0;
#endif
					if
					:: seen < LIMIT && !ended -> counted = seen + 1; servedLate++; result = token + 1
					:: else -> ended = true
					fi
				}
			fi;
#ifdef MINT
			if
			:: result != REFUSED -> children[token]++
			:: else -> skip
			fi
#endif
		:: else -> skip
		fi;
		atomic {
			assert(children[token] <= 1);
			assert(servedLate <= LIMIT);
			if
			:: answer[who]!result
			:: who == HONEST && result != REFUSED && slips < SLIPS -> slips++; answer[who]!LOST
			fi;
			token = 0; who = 0; result = 0; seen = 0; past = 0; isFree = false; mayAnswer = false
		}
	od
}

/* Never goes on while an answer may still come. */
proctype Client() {
	byte got, best, sent;
	do
	:: atomic { mine < LAST -> asks = 0; best = mine; sent = 1 };
		request!mine, HONEST;
		if
		:: atomic { slips < SLIPS -> slips++; sent = 2 }; request!mine, HONEST
		:: skip
		fi;
		do
		:: atomic { sent > 0 -> answer[HONEST]?got; sent--;
			if
			:: got == REFUSED ->
#ifndef THIEF
				lockedOut = true;
				assert(!lockedOut);     /* although nobody stole anything */
#endif
				goto out
			:: got != REFUSED && got != LOST -> best = got
			:: else -> skip
			fi }
		:: sent == 0 && best == mine -> sent = 1; request!mine, HONEST
		:: atomic { sent == 0 && best != mine -> mine = best; best = 0; got = 0; asks = NEVER; break }
		od
	:: else -> break
	od;
out:	asks = NEVER
}

#ifdef THIEF
/* Copies what the client has, once, and goes on like it. */
proctype Thief() {
	byte copy, got;
	copy = mine;
	do
	:: copy < LAST ->
		request!copy, STEALER;
		atomic { answer[STEALER]?got;
			if
			:: got == REFUSED -> break
			:: else -> copy = got; got = 0
			fi }
	:: else -> break
	od
}
#endif

/* Goes on by itself, but no faster than the client comes back. */
proctype Clock() {
	byte t;
end:	do
	:: atomic { asks == NEVER || asks < WINDOW - 1 ->
		if
		:: asks != NEVER -> asks++
		:: else -> skip
		fi;
		t = 0;
		do
		:: t <= LAST ->
			if
			:: age[t] < WINDOW -> age[t]++
			:: else -> skip
			fi;
			t++
		:: else -> break
		od;
		t = 0 }
	od
}

init {
	atomic {
		run Replica(); run Replica(); run Client(); run Clock();
#ifdef THIEF
		run Thief();
#endif
	}
}
